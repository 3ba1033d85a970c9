import type { CanonicalJson } from '../ledger-events/ledger-events.js';
import type { DecisionMetadata } from '../ledger-events/usage-decisions.js';
import { canonicalJson } from './canonical-json.js';

/** Data of a decision, or of a `DataViewed`. They are few: a generic RFC 8785 is quick enough. */
export function canonicalDecision({ data }: { readonly data: object }): CanonicalJson {
  return canonicalJson(data);
}

/** Metadata of the same. `recordedAt` is RFC 3339 UTC with milliseconds. */
export function decisionMetadata(recordedAt: string, idempotencyKeyHash?: string): CanonicalJson {
  const metadata: DecisionMetadata = { recordedAt, schema: 1 };
  return canonicalJson(idempotencyKeyHash === undefined ? metadata : { ...metadata, idempotencyKeyHash });
}

import type { CanonicalJson } from '../ledger-events/ledger-events.js';
import type { DecisionMetadata, UsageDecisionEvent } from '../ledger-events/usage-decisions.js';
import { canonicalJson } from './canonical-json.js';

/** Data of a decision. Decisions are few: a generic RFC 8785 is quick enough. */
export function canonicalDecision({ data }: UsageDecisionEvent): CanonicalJson {
  return canonicalJson(data);
}

/** Metadata of a decision. `recordedAt` is RFC 3339 UTC with milliseconds. */
export function decisionMetadata(recordedAt: string, idempotencyKeyHash?: string): CanonicalJson {
  const metadata: DecisionMetadata = { recordedAt, schema: 1 };
  return canonicalJson(idempotencyKeyHash === undefined ? metadata : { ...metadata, idempotencyKeyHash });
}

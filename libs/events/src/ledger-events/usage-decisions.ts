import type { TokenBuckets } from '../usage-event/usage-event.js';

export const USAGE_CORRECTED = 'UsageCorrected';
export const USAGE_VOIDED = 'UsageVoided';

/** What a correction may replace beside the tokens; neither an event's identity, nor its time, nor its actor. */
export const CORRECTABLE_ATTRIBUTES = [
  'provider',
  'model',
  'team',
  'project',
  'activity',
  'agent',
  'session',
  'automation',
  'reportedCostUsd',
] as const;
export type CorrectableAttribute = (typeof CORRECTABLE_ATTRIBUTES)[number];
/** Null: from now on not stated. Only the optional attributes may be null. */
export type CorrectedAttributes = Readonly<Partial<Record<CorrectableAttribute, string | null>>>;

/**
 * Data of `UsageCorrected` v1. Holds `tokens`, `attributes` or both: what the event says of these from here on; what is
 * not named stays as it stood.
 */
export interface UsageCorrectedData {
  readonly eventKey: string;
  /** All five buckets, at least one above 0. */
  readonly tokens?: TokenBuckets;
  readonly attributes?: CorrectedAttributes;
  readonly reason: string;
  /** Pseudonym of who decided. */
  readonly author: string;
}

/** Data of `UsageVoided` v1: the event counts no more, for good. */
export interface UsageVoidedData {
  readonly eventKey: string;
  readonly reason: string;
  readonly author: string;
}

/** What people decide about one usage event. */
export type UsageDecisionEvent =
  | { readonly type: typeof USAGE_CORRECTED; readonly data: UsageCorrectedData }
  | { readonly type: typeof USAGE_VOIDED; readonly data: UsageVoidedData };

/** Metadata of both. `recordedAt` is RFC 3339 UTC with milliseconds. */
export interface DecisionMetadata {
  readonly recordedAt: string;
  readonly schema: 1;
  /** base64url(SHA-256(eventKey as bytes, Idempotency-Key)); absent where none was sent. */
  readonly idempotencyKeyHash?: string;
}

const STREAM_PREFIX = 'usage-decisions-';

/** The stream of all decisions about one usage event. */
export function decisionStream(eventKeyText: string): string {
  return `${STREAM_PREFIX}${eventKeyText}`;
}

export function isDecisionStream(stream: string): boolean {
  return stream.startsWith(STREAM_PREFIX);
}

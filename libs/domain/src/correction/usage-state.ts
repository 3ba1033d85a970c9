import {
  CORRECTABLE_ATTRIBUTES,
  type CorrectableAttribute,
  type TokenBuckets,
  type UsageRecordedData,
} from '@tallystick/events';

/** Every attribute that a correction may name; null: not stated. */
export type StatedAttributes = Readonly<Record<CorrectableAttribute, string | null>>;

/** A recorded usage event as it stands after the decisions so far. */
export interface KnownUsageState {
  readonly status: 'counted' | 'corrected' | 'voided';
  readonly tokens: TokenBuckets;
  readonly attributes: StatedAttributes;
  /** Position of the void; null unless voided. */
  readonly voidedAt: bigint | null;
}
export type UsageState = { readonly status: 'unknown' } | KnownUsageState;

export const UNKNOWN_USAGE: UsageState = { status: 'unknown' };

/** Before any decision: what the first event of the key says. */
export function recordedUsage(
  data: Omit<UsageRecordedData, 'eventKey' | 'source' | 'occurredAt' | 'actor'>,
): KnownUsageState {
  const attributes = Object.fromEntries(CORRECTABLE_ATTRIBUTES.map((name) => [name, data[name] ?? null]));
  return { status: 'counted', tokens: data.tokens, attributes: attributes as StatedAttributes, voidedAt: null };
}

/** The five disjoint token buckets of one usage event, each an integer 0 to 1,000,000,000. Total = their sum. */
export interface TokenBuckets {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly reasoning: number;
}

/** Optional attributes of a usage event, strings of 1-128 code points; `reportedCostUsd` is a decimal string. */
export interface UsageAttributes {
  readonly team?: string;
  readonly project?: string;
  readonly activity?: string;
  readonly agent?: string;
  readonly session?: string;
  readonly automation?: string;
  readonly reportedCostUsd?: string;
}

/** A usage event that passed every rule of the contract; buckets complete, `occurredAt` canonical UTC. */
export interface UsageEvent extends UsageAttributes {
  readonly source: string;
  readonly id: string;
  /** Who used the tokens. Personal: never logged, never stored, replaced by a pseudonym (`actor`). */
  readonly subject: string;
  /** RFC 3339 in UTC (`Z`), fraction without trailing zeros. */
  readonly occurredAt: string;
  readonly provider: string;
  readonly model: string;
  readonly tokens: TokenBuckets;
}

export type UsageFaultCode =
  | 'not-a-cloudevent'
  | 'unsupported-type'
  | 'missing-field'
  | 'unknown-field'
  | 'invalid-field'
  | 'time-in-future'
  | 'no-tokens';

/** Why an event was refused. `field` is dotted (`data.tokens.input`); `detail` never repeats a subject. */
export interface UsageFault {
  readonly code: UsageFaultCode;
  readonly detail: string;
  readonly field?: string;
}

/** `id` and `source` are given back, where readable, so that the publisher can tell which event was meant. */
export type UsageVerdict =
  | { readonly ok: true; readonly event: UsageEvent }
  | { readonly ok: false; readonly fault: UsageFault; readonly id: string | null; readonly source: string | null };

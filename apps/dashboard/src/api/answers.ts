/** The projector's answers as JSON: the contracts of the API's description at /docs. */

/** The ledger position that an answer is true for. */
export interface AsOf {
  /** Opaque, ordered as an integer. */
  readonly position: string;
  readonly recordedAt: string | null;
  readonly logSize: number;
  /** Age in ms of the oldest event that is not folded yet; 0 when none. */
  readonly behindMs: number;
}

/** A sum of tokens: an integer up to 2^53-1, a decimal string beyond; money is always a decimal string in USD. */
export type Amount = number | string;

export const SUBJECTS = ['actors', 'teams', 'models', 'projects', 'agents', 'sources'] as const;
export type Subject = (typeof SUBJECTS)[number];

export const BUCKETS = ['input', 'output', 'cacheRead', 'cacheWrite', 'reasoning'] as const;
export type Bucket = (typeof BUCKETS)[number];

export const METRICS = ['tokens', ...BUCKETS, 'cost', 'events', 'activeDays'] as const;
export type Metric = (typeof METRICS)[number];

export const WINDOWS = ['day', 'week', 'month', 'quarter', 'year', 'all'] as const;
export type Window = (typeof WINDOWS)[number];

export const GRANULARITIES = ['hour', 'day', 'week', 'month'] as const;
export type Granularity = (typeof GRANULARITIES)[number];

export interface BoardRow {
  readonly rank: number;
  /** null: events that state no such attribute. */
  readonly subject: string | null;
  /** null: unknown, which is not 0. */
  readonly value: Amount | null;
  /** 0 to 1 of the total. */
  readonly share: number;
  readonly previousRank: number | null;
}

export interface Leaderboard {
  readonly subject: Subject;
  readonly metric: Metric;
  readonly window: Window;
  /** Start and exclusive end with the zone's offset; null for `all`. */
  readonly from: string | null;
  readonly to: string | null;
  readonly tz: string;
  readonly rows: readonly BoardRow[];
  readonly nextCursor: string | null;
  readonly total: Amount | null;
  /** Only of `cost`: 0 to 1 of the tokens. */
  readonly unpricedShare?: number;
  readonly asOf: AsOf;
}

export interface UsagePoint {
  /** Start of the granule, with the zone's offset. */
  readonly start: string;
  readonly by: Readonly<Record<string, string | null>>;
  readonly tokens: Readonly<Record<Bucket, Amount>>;
  readonly total: Amount;
  readonly events: number;
}

export interface Usage {
  readonly points: readonly UsagePoint[];
  readonly asOf: AsOf;
}

export const STATUSES = ['counted', 'corrected', 'voided', 'duplicate', 'conflict'] as const;
export type Status = (typeof STATUSES)[number];

export interface Correction {
  readonly position: string;
  readonly recordedAt: string;
  readonly type: 'UsageCorrected' | 'UsageVoided';
  /** Took the place of all five; null: they stayed. */
  readonly tokens: Readonly<Record<Bucket, number>> | null;
  /** Took the place of those it names; null: they stayed. */
  readonly attributes: Readonly<Record<string, string | null>> | null;
  readonly reason: string;
  /** Pseudonym of who decided. */
  readonly author: string;
}

export interface AuditRow {
  readonly position: string;
  /** Its place in the log. */
  readonly leafIndex: number;
  readonly eventKey: string;
  readonly source: string;
  readonly occurredAt: string;
  readonly recordedAt: string;
  /** Pseudonym. */
  readonly actor: string;
  readonly provider: string;
  readonly model: string;
  readonly tokens: Readonly<Record<Bucket, number>>;
  readonly team: string | null;
  readonly project: string | null;
  readonly activity: string | null;
  readonly agent: string | null;
  readonly session: string | null;
  readonly automation: string | null;
  readonly reportedCostUsd: string | null;
  readonly status: Status;
  /** Oldest first. */
  readonly corrections: readonly Correction[];
}

export interface AuditTrail {
  readonly events: readonly AuditRow[];
  readonly nextCursor: string | null;
  readonly asOf: AsOf;
}

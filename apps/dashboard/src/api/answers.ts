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

/** What the house decided about its numbers, as a decision on record. */
export interface Policy {
  readonly position: string;
  readonly leafIndex: number;
  readonly from: string;
  /** The boards that exist, and the roles that may see each. */
  readonly boards: Readonly<Partial<Record<Subject, readonly string[]>>>;
  readonly names: 'pseudonyms' | 'by-choice';
  readonly purposes: readonly string[];
  readonly text?: string;
}

export interface BoardRow {
  readonly rank: number;
  /** null: events that state no such attribute. */
  readonly subject: string | null;
  /** null: unknown, which is not 0. */
  readonly value: Amount | null;
  /** 0 to 1 of the total. */
  readonly share: number;
  readonly previousRank: number | null;
  /** Only of people who chose to be named. */
  readonly name?: string;
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
  /** Only for readers below auditor: start of today; what was used since is in no row. */
  readonly wholeDaysUntil?: string;
  /** The one in force; null: none was adopted. */
  readonly policy?: Policy | null;
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
  /** Only for readers below auditor: start of today; what was used since is in no point. */
  readonly wholeDaysUntil?: string;
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

export interface TeamAdoption {
  /** null: usage that states no team. */
  readonly team: string | null;
  /** People who used tokens on at least one day. */
  readonly active: number;
  /** People by the roster on the week's last day; null where there is none. */
  readonly size: number | null;
  /** active / size: above 1 when more used tokens than the roster knows. */
  readonly share: number | null;
  readonly reached: boolean | null;
  /** People who used tokens on one day, on two, up to seven. */
  readonly daysUsed: readonly number[];
}

export interface Adoption {
  /** `2026-W21`. */
  readonly week: string;
  /** First and last day, in `tz`. */
  readonly from: string;
  readonly to: string;
  readonly tz: string;
  /** 0 to 1. */
  readonly target: number;
  readonly teams: readonly TeamAdoption[];
  /** Start of today: what was used since does not count yet. */
  readonly wholeDaysUntil: string;
  readonly policy: Policy | null;
  readonly asOf: AsOf;
}

export interface OwnWindow {
  readonly window: Window;
  readonly from: string | null;
  readonly to: string | null;
  readonly tokens: Readonly<Record<Bucket, Amount>>;
  readonly total: Amount;
  readonly events: number;
  readonly activeDays: number;
  /** By tokens; null where the policy does not show the board of people, or nothing was used. */
  readonly rank: number | null;
}

/** Whether somebody chose to be shown by name, and by which. */
export interface Naming {
  readonly named: boolean;
  readonly name: string;
}

export interface Me {
  /** As whom the service knows the caller. */
  readonly caller: { readonly name: string; readonly roles: readonly string[]; readonly teams: readonly string[] };
  /** Zone in which the service keeps its windows. */
  readonly tz: string;
  /** People that a group needs to be shown to the caller by itself; null: groups of any size are. */
  readonly minGroup: number | null;
  /** null: nobody stands behind the key. */
  readonly naming: Naming | null;
  /** null: nobody stands behind the key, or nothing of theirs was ever recorded. */
  readonly actor: string | null;
  readonly windows: readonly OwnWindow[];
  /** Newest first. */
  readonly recentEvents: readonly AuditRow[];
  readonly policy: Policy | null;
  readonly asOf: AsOf;
}

/** Somebody looked at one person's numbers. */
export interface DataView {
  readonly position: string;
  /** Its leaf of the log, which proves it. */
  readonly leafIndex: number;
  readonly recordedAt: string;
  /** Pseudonym. */
  readonly viewer: string;
  readonly what: string;
  readonly purpose: string;
}

export interface MyViews {
  /** Newest first. */
  readonly views: readonly DataView[];
  readonly nextCursor: string | null;
  readonly asOf: AsOf;
}

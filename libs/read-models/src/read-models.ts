import type {
  CorrectedAttributes,
  PolicyAdoptedData,
  RosterDeclaredData,
  PricePerMillion,
  TokenBuckets,
} from '@tallystick/events';
import type { GroupKind, GroupRows } from './groups/group-book.js';
import type { LedgerEvent, LedgerStore, Position } from '@tallystick/ledger-store';

export const SUBJECTS = ['actors', 'teams', 'models', 'projects', 'agents', 'sources'] as const;
export type Subject = (typeof SUBJECTS)[number];
export const METRICS = [
  'tokens',
  'input',
  'output',
  'cacheRead',
  'cacheWrite',
  'reasoning',
  'cost',
  'events',
  'activeDays',
] as const;
export type Metric = (typeof METRICS)[number];
export const WINDOWS = ['all', 'day', 'week', 'month', 'quarter', 'year'] as const;
export type Window = (typeof WINDOWS)[number];
export const GRANULARITIES = ['hour', 'day', 'week', 'month'] as const;
export type Granularity = (typeof GRANULARITIES)[number];

/** How far the projection has folded the ledger. */
export interface Checkpoint {
  readonly ledgerId: string;
  readonly position: Position;
  /** `recordedAt` of the event at `position`; null when nothing was folded. */
  readonly recordedAt: string | null;
  /** Ledger events (leaves) folded so far. */
  readonly logSize: number;
}

/** A sum of tokens: JSON integer up to 2^53-1, decimal string beyond. */
export type TokenSum = number | string;

export interface LeaderboardQuery {
  readonly subject: Subject;
  readonly metric: Metric;
  readonly window: Window;
  /** Instant that names the window, ms since the epoch. */
  readonly atMs: number;
  /** IANA zone. */
  readonly tz: string;
  readonly limit: number;
  readonly cursor?: string;
  /** Answer as the numbers stood when the ledger ended here. */
  readonly asOfPosition?: Position;
}
export interface LeaderboardRow {
  readonly rank: number;
  /** null: events that state no such attribute. */
  readonly subject: string | null;
  /** Money is a decimal string in USD; null for `cost` where no token has a price: such rows rank behind all others. */
  readonly value: TokenSum | null;
  readonly share: number;
  readonly previousRank: number | null;
}
export interface Leaderboard {
  readonly subject: Subject;
  readonly metric: Metric;
  readonly window: Window;
  /** RFC 3339 of the window's bounds in `tz`; null for `all`. */
  readonly from: string | null;
  readonly to: string | null;
  readonly tz: string;
  readonly rows: readonly LeaderboardRow[];
  readonly nextCursor: string | null;
  /** Sum of the metric over the whole board, all pages; of `cost` over what has a price, null where nothing has. */
  readonly total: TokenSum | null;
  /** Only with metric `cost`: share of the tokens that has no price. */
  readonly unpricedShare?: number;
}

/** Exact-match filters; null asks for events without the attribute. */
export interface UsageFilter {
  readonly actor?: string;
  readonly team?: string | null;
  readonly model?: string;
  readonly project?: string | null;
  readonly agent?: string | null;
  readonly source?: string;
}
export interface UsageQuery {
  readonly fromMs: number;
  readonly toMs: number;
  readonly by: readonly Subject[];
  readonly granularity: Granularity;
  readonly tz: string;
  readonly filter: UsageFilter;
  readonly asOfPosition?: Position;
}
export interface UsagePoint {
  /** RFC 3339 with the zone's offset. */
  readonly start: string;
  readonly by: Readonly<Partial<Record<Subject, string | null>>>;
  readonly tokens: {
    readonly input: TokenSum;
    readonly output: TokenSum;
    readonly cacheRead: TokenSum;
    readonly cacheWrite: TokenSum;
    readonly reasoning: TokenSum;
  };
  readonly total: TokenSum;
  readonly events: number;
  /** What the priced tokens cost: decimal string in USD; null where none has a price. */
  readonly costUsd?: string | null;
  readonly unpricedTokens?: TokenSum;
}

export interface EventsQuery {
  readonly filter: UsageFilter;
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly limit: number;
  readonly cursor?: string;
  readonly asOfPosition?: Position;
}
export type AuditStatus = 'counted' | 'corrected' | 'voided' | 'duplicate' | 'conflict';
/** A decision about an event, as it stands in the ledger. */
export interface Correction {
  /** Of the decision. */
  readonly position: string;
  readonly recordedAt: string;
  readonly type: 'UsageCorrected' | 'UsageVoided';
  /** What took the place of all five buckets; null: these stayed. */
  readonly tokens: TokenBuckets | null;
  /** What took the place of the attributes it names; null: these stayed. */
  readonly attributes: CorrectedAttributes | null;
  readonly reason: string;
  /** Pseudonym of who decided. */
  readonly author: string;
}
export interface DecisionsQuery {
  /** Bounds of `recordedAt`. */
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly limit: number;
  readonly cursor?: string;
  readonly asOfPosition?: Position;
}
/** A decision, and the event that it is about. */
export interface DecisionRow extends Correction {
  readonly leafIndex: number;
  readonly eventKey: string;
  /** False before the first event of its key and behind a void. */
  readonly takesEffect: boolean;
}
export interface PricesQuery {
  readonly limit: number;
  readonly cursor?: string;
  readonly asOfPosition?: Position;
}
/** A listing of the price book: nano-USD a million tokens; null: no price. */
export interface PriceListing {
  readonly position: string;
  readonly leafIndex: number;
  readonly recordedAt: string;
  readonly provider: string;
  readonly model: string;
  readonly from: string;
  readonly to: string | null;
  readonly input: number | null;
  readonly output: number | null;
  readonly cacheRead: number | null;
  readonly cacheWrite: number | null;
  readonly reasoning: number | null;
  readonly source: string;
  /** Pseudonym of who decided. */
  readonly author: string;
}
/** An event as it was recorded, and what was decided about it since. */
export interface AuditRow {
  readonly position: string;
  /** Its place in the log. */
  readonly leafIndex: number;
  readonly eventKey: string;
  readonly source: string;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly actor: string;
  readonly provider: string;
  readonly model: string;
  readonly tokens: TokenBuckets;
  readonly team: string | null;
  readonly project: string | null;
  readonly activity: string | null;
  readonly agent: string | null;
  readonly session: string | null;
  readonly automation: string | null;
  readonly reportedCostUsd: string | null;
  readonly status: AuditStatus;
  /** Oldest first; only of the event that counts. */
  readonly corrections: readonly Correction[];
}

export interface OwnQuery {
  /** Pseudonym. */
  readonly actor: string;
  /** Instant that names the windows, ms since the epoch. */
  readonly atMs: number;
  /** Whether to look up the rank by tokens among all people. */
  readonly withRank: boolean;
}
/** One person's numbers in every window that holds an instant, in the kept zone. */
export interface OwnNumbers {
  readonly windows: readonly (Omit<UsagePoint, 'start' | 'by'> & {
    readonly window: Window;
    /** null for `all`. */
    readonly from: string | null;
    readonly to: string | null;
    readonly activeDays: number;
    /** By tokens; null without usage, or when not asked for. */
    readonly rank: number | null;
  })[];
}

/** Who stands behind the boards of groups, in whole days that are over. */
export interface GroupBook {
  readonly at: Checkpoint;
  /** The first day that is not in it, and its start: today. */
  readonly untilDay: number;
  readonly untilMs: number;
  readonly zone: string;
  /** The same object as long as nothing in it has changed. */
  readonly rows: GroupRows;
}

export interface GroupCost {
  /** 10^-15 USD. */
  readonly femtoUsd: bigint;
  /** Tokens that have a price. */
  readonly pricedTokens: bigint;
}

/** A policy as it was adopted. */
export interface PolicyRow extends Omit<PolicyAdoptedData, 'author'> {
  readonly position: string;
  readonly leafIndex: number;
}
/** A roster as it was declared. */
export interface RosterRow extends Omit<RosterDeclaredData, 'author'> {
  readonly position: string;
}
/** What the house has decided about its numbers; all of it, in ledger order. */
export interface House {
  readonly policies: readonly PolicyRow[];
  readonly rosters: readonly RosterRow[];
}
export interface ViewsQuery {
  /** Pseudonym of the person who was looked at. */
  readonly whose: string;
  readonly limit: number;
  readonly cursor?: string;
}
/** Somebody looked at one person; `leafIndex` leads to the proof. */
export interface DataView {
  readonly position: string;
  readonly leafIndex: number;
  readonly recordedAt: string;
  /** Pseudonym. */
  readonly viewer: string;
  readonly what: string;
  readonly purpose: string;
}

/** Which time a cell covers: the window of a board that holds an instant, or a stretch (to is exclusive). */
export type CellTime =
  { readonly window: Window; readonly atMs: number } | { readonly fromMs: number; readonly toMs: number };

/** What stands behind one number: a row of a board, or a point of a series. */
export interface ExplainQuery {
  /** What the cell's events state. */
  readonly filter: UsageFilter;
  readonly metric: Metric;
  readonly time: CellTime;
  /** IANA zone of the window, and of days. */
  readonly tz: string;
  readonly limit: number;
  readonly cursor?: string;
  readonly asOfPosition?: Position;
}
/** What an event says as it counts: as it was recorded, or as corrections left it. */
export type CountedAs = Pick<
  AuditRow,
  | 'provider'
  | 'model'
  | 'tokens'
  | 'team'
  | 'project'
  | 'activity'
  | 'agent'
  | 'session'
  | 'automation'
  | 'reportedCostUsd'
>;
export interface ExplainedEvent extends AuditRow {
  /** null: voided, it counts nowhere. */
  readonly countedAs: CountedAs | null;
  /** What it adds to the cell; 0 when corrections took it out. Of `cost` a decimal string, null without a price. */
  readonly contribution: TokenSum | null;
  /** Of the listing by which it costs that; null for other metrics and without a price. */
  readonly pricePosition: string | null;
}
/** A listing of the price book: nano-USD a million tokens; a bucket that is left out has no price. */
export interface PriceUsed {
  readonly position: string;
  readonly provider: string;
  readonly model: string;
  readonly from: string;
  /** Exclusive; null: until something else is listed. */
  readonly to: string | null;
  readonly perMillion: PricePerMillion;
  readonly source: string;
}
export interface Explanation {
  /** Money is a decimal string in USD; null for `cost` where no token has a price: such rows rank behind all others. */
  readonly value: TokenSum | null;
  /**
   * Every event that is, or ever was, in the cell: latest use first. Of active days only the first event of each local
   * day, which is what makes the day one.
   */
  readonly events: readonly ExplainedEvent[];
  /** Only with metric `cost`: by which the events of this page cost what they cost. */
  readonly prices: readonly PriceUsed[];
  readonly projector: {
    /** What is folded: the numbers may be asked as of an earlier position. */
    readonly checkpoint: { readonly position: string; readonly recordedAt: string | null; readonly logSize: number };
    readonly ledgerId: string;
    /** Zone in which windows are kept ready. */
    readonly timeZone: string;
  };
  readonly nextCursor: string | null;
}

export interface Digest {
  readonly digest: string;
  readonly tables: Readonly<Record<string, string>>;
}

export interface RebuildOptions {
  readonly ledger: Pick<LedgerStore, 'readAll'>;
  /** Whether the new tables take the place of the live ones; else they are only compared. */
  readonly swap: boolean;
  /** How far the new tables are, and where they are to be compared. */
  readonly onProgress?: (folded: Checkpoint, end: Position) => void;
}
export interface Rebuilt {
  readonly equal: boolean;
  /** Digests of the live and of the new tables at the same position. */
  readonly before: Digest;
  readonly after: Digest;
  readonly at: Checkpoint;
  readonly swapped: boolean;
}

/** The read side's store: a pure fold over the ledger's order, and the questions it answers. */
export interface ReadModels {
  /** @throws ForeignCheckpoint the tables belong to another ledger, or lie beyond this ledger's end */
  checkpoint(): Promise<Checkpoint>;
  /**
   * Folds the ledger's next events and moves the checkpoint, in one transaction.
   * @throws Fenced another projector moved the checkpoint; nothing was changed
   * @throws Poison an event of ours cannot be folded: names the position and the reason; nothing was changed
   */
  fold(after: Position, events: readonly LedgerEvent[]): Promise<Checkpoint>;
  /**
   * For catch-up: folds page after page in one transaction, so that the boards are written once for all of them, and
   * takes the next page while the last is written. Stops taking pages when `pages` ends, when the transaction is long
   * enough, or when a question waits for it; go on from the checkpoint it gives back. An event that cannot be folded
   * throws only when it comes first: what stands before it is folded.
   * @throws Fenced, Poison like `fold`
   */
  foldPages(after: Position, pages: AsyncIterable<readonly LedgerEvent[]>): Promise<Checkpoint>;

  /** Each answer comes with the checkpoint that it is true for. */
  leaderboard(query: LeaderboardQuery): Promise<{ answer: Leaderboard; at: Checkpoint }>;
  usage(query: UsageQuery): Promise<{ answer: { points: readonly UsagePoint[] }; at: Checkpoint }>;
  events(
    query: EventsQuery,
  ): Promise<{ answer: { events: readonly AuditRow[]; nextCursor: string | null }; at: Checkpoint }>;
  /**
   * Who stands behind the boards of groups, in whole days that are over.
   * @param options.fresh as of the present checkpoint; else it may be a moment older, and is there at once
   */
  groups(options: { readonly fresh: boolean }): Promise<GroupBook>;
  /** What each subject's usage of a window costs, in days that are over; in the kept zone. */
  groupCosts(query: {
    readonly kind: GroupKind;
    readonly window: Window;
    readonly atMs: number;
  }): Promise<ReadonlyMap<string, GroupCost>>;
  own(query: OwnQuery): Promise<{ answer: OwnNumbers; at: Checkpoint }>;
  /** What was decided about the numbers themselves. */
  house(): Promise<{ answer: House; at: Checkpoint }>;
  /** Of these people (pseudonyms) those whose latest choice is to be named. */
  namedAmong(actors: readonly string[]): Promise<ReadonlySet<string>>;
  /** @throws InvalidCursor */
  views(
    query: ViewsQuery,
  ): Promise<{ answer: { views: readonly DataView[]; nextCursor: string | null }; at: Checkpoint }>;
  /** @throws InvalidCursor */
  decisions(
    query: DecisionsQuery,
  ): Promise<{ answer: { decisions: readonly DecisionRow[]; nextCursor: string | null }; at: Checkpoint }>;
  /** @throws InvalidCursor */
  prices(
    query: PricesQuery,
  ): Promise<{ answer: { prices: readonly PriceListing[]; nextCursor: string | null }; at: Checkpoint }>;
  /** The contributions of the events of all pages add up to the value. @throws InvalidCursor */
  explain(query: ExplainQuery): Promise<{ answer: Explanation; at: Checkpoint }>;
  digest(): Promise<{ answer: Digest; at: Checkpoint }>;
  /** Last position whose running maximum of `recordedAt` is not after the time. */
  positionAsOf(timeMs: number): Promise<Position>;
  /** Folds the whole ledger anew beside the live tables and compares; questions and folds go on meanwhile. */
  rebuild(options: RebuildOptions): Promise<Rebuilt>;
  close(): Promise<void>;
}

import type { Metric, Subject, UsageFilter } from '../read-models.js';

/** Columns of `usage_event`. */
export const COLUMN_OF: Readonly<Record<Subject, string>> = {
  actors: 'actor',
  teams: 'team',
  models: 'model',
  projects: 'project',
  agents: 'agent',
  sources: 'source',
};

const FILTER_COLUMNS = [
  'actor',
  'team',
  'model',
  'project',
  'agent',
  'source',
] as const satisfies readonly (keyof UsageFilter)[];
export type FilterColumn = (typeof FILTER_COLUMNS)[number];

/** Corrections change neither who used the tokens nor which source says so. */
export const NEVER_CORRECTED: readonly FilterColumn[] = ['actor', 'source'];

export const SUBJECT_OF_COLUMN: Readonly<Record<FilterColumn, Subject>> = {
  actor: 'actors',
  team: 'teams',
  model: 'models',
  project: 'projects',
  agent: 'agents',
  source: 'sources',
};

/** What a filter states, in a fixed order: also what cursors are bound to. */
export const statedFilters = (filter: UsageFilter): readonly (readonly [FilterColumn, string | null])[] =>
  FILTER_COLUMNS.flatMap((column) => {
    const value = filter[column];
    return value === undefined ? [] : [[column, value] as const];
  });

/** The five buckets, in the contract's order. */
export const BUCKET_COLUMNS = ['input', 'output', 'cache_read', 'cache_write', 'reasoning'] as const;

export type SummedMetric = Exclude<Metric, 'cost'>;

/** What a metric adds up, over cells or over audit rows that are summed into the same columns. */
export const METRIC_SQL: Readonly<Record<SummedMetric, string>> = {
  tokens: 'input + output + cache_read + cache_write + reasoning',
  input: 'input',
  output: 'output',
  cacheRead: 'cache_read',
  cacheWrite: 'cache_write',
  reasoning: 'reasoning',
  events: 'events',
  activeDays: 'active_days::bigint',
};

/** Value of a row in which nothing has a price: below every cost, so that it stands behind them. */
export const NO_PRICE = -1n;
/** The same for every board; cost in 10^-15 USD. */
export const BOARD_SQL: Readonly<Record<Metric, string>> = {
  ...METRIC_SQL,
  cost: `case when priced_tokens > 0 then cost else ${NO_PRICE} end`,
};

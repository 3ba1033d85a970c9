/** The tables live in a schema of their own; a rebuild makes them a second time beside and swaps the names. */
export const LIVE_SCHEMA = 'tallystick';

/** Column order of `COPY usage_event`; `audit-lines.ts` writes in this order. */
export const USAGE_EVENT_COLUMNS = [
  'position',
  'leaf_index',
  'occurred_at',
  'recorded_at',
  'input',
  'output',
  'cache_read',
  'cache_write',
  'reasoning',
  'first_of_key',
  'status',
  'event_key',
  'source',
  'actor',
  'provider',
  'model',
  'team',
  'project',
  'activity',
  'agent',
  'session',
  'automation',
  'reported_cost_usd',
  'occurred_at_exact',
] as const;

/** Column order of `COPY usage_decision`. */
export const USAGE_DECISION_COLUMNS = [
  'position',
  'leaf_index',
  'recorded_at',
  'type',
  'event_key',
  'takes_effect',
  'input',
  'output',
  'cache_read',
  'cache_write',
  'reasoning',
  'attributes',
  'reason',
  'author',
] as const;

/** Column order of `COPY usage_adjustment`. */
export const USAGE_ADJUSTMENT_COLUMNS = [
  'position',
  'events',
  'event_key',
  'occurred_at',
  'input',
  'output',
  'cache_read',
  'cache_write',
  'reasoning',
  'source',
  'actor',
  'provider',
  'model',
  'team',
  'project',
  'activity',
  'agent',
  'session',
  'automation',
  'reported_cost_usd',
] as const;

/** Column order of `COPY price`. */
export const PRICE_COLUMNS = [
  'position',
  'leaf_index',
  'recorded_at',
  'provider',
  'model',
  'from_at',
  'to_at',
  'input',
  'output',
  'cache_read',
  'cache_write',
  'reasoning',
  'source',
  'author',
] as const;

/** What the tables of rosters, policies, views and choices hold behind `position`, `leaf_index` and `recorded_at`. */
export const ACCESS_COLUMNS = {
  roster: ['team', 'valid_from', 'size', 'author'],
  policy: ['valid_from', 'boards', 'names', 'purposes', 'words', 'author'],
  data_view: ['viewer', 'whose', 'what', 'purpose'],
  naming_choice: ['actor', 'named'],
} as const;
export type AccessTable = keyof typeof ACCESS_COLUMNS;

/** Every event of the ledger is a row, with its leaf index, in one of these. */
export const LEAF_TABLES = [
  'usage_event',
  'usage_decision',
  'price',
  'roster',
  'policy',
  'data_view',
  'naming_choice',
  'other_event',
] as const;

import type { Bucket, Granularity, Metric, Status, Subject, Window } from '../api/answers.js';

export const SUBJECT_NAMES: Readonly<Record<Subject, string>> = {
  actors: 'People',
  teams: 'Teams',
  models: 'Models',
  projects: 'Projects',
  agents: 'Agents',
  sources: 'Sources',
};

/** What one row of a board is. */
export const SUBJECT_NAME: Readonly<Record<Subject, string>> = {
  actors: 'Person',
  teams: 'Team',
  models: 'Model',
  projects: 'Project',
  agents: 'Agent',
  sources: 'Source',
};

/** The filter's name in queries. */
export const SINGULAR = {
  actors: 'actor',
  teams: 'team',
  models: 'model',
  projects: 'project',
  agents: 'agent',
  sources: 'source',
} as const satisfies Record<Subject, string>;

export const BUCKET_NAMES: Readonly<Record<Bucket, string>> = {
  input: 'Input',
  output: 'Output',
  cacheRead: 'Cache read',
  cacheWrite: 'Cache write',
  reasoning: 'Reasoning',
};

export const METRIC_NAMES: Readonly<Record<Metric, string>> = {
  tokens: 'Tokens',
  ...BUCKET_NAMES,
  cost: 'Cost',
  events: 'Events',
  activeDays: 'Active days',
};

/** Said under the board's title, so that nobody has to guess what is counted. */
export const METRIC_MEANINGS: Readonly<Record<Metric, string>> = {
  tokens: 'All five buckets: input, output, cache read, cache write, reasoning',
  input: 'Tokens sent, without cached ones',
  output: 'Tokens answered, without reasoning',
  cacheRead: 'Tokens read from a cache instead of being sent again',
  cacheWrite: 'Tokens written to a cache',
  reasoning: 'Tokens of thinking',
  cost: 'Tokens by the price in force when they were used, in US dollars; never the cost that was reported',
  events: 'Usage events that count',
  activeDays: 'Days with at least one event that counts',
};

export const WINDOW_NAMES: Readonly<Record<Window, string>> = {
  day: 'Day',
  week: 'Week',
  month: 'Month',
  quarter: 'Quarter',
  year: 'Year',
  all: 'All time',
};

export const GRANULARITY_NAMES: Readonly<Record<Granularity, string>> = {
  hour: 'Hour',
  day: 'Day',
  week: 'Week',
  month: 'Month',
};

export const STATUS_NAMES: Readonly<Record<Status, string>> = {
  counted: 'Counted',
  corrected: 'Corrected',
  voided: 'Voided',
  duplicate: 'Duplicate',
  conflict: 'Conflict',
};

/** A row's name; `null` stands for events that state no such attribute. */
export const keyName = (subject: Subject, key: string | null): string =>
  key ?? `No ${SUBJECT_NAME[subject].toLowerCase()} stated`;

/** The row in which groups of too few people stand together. */
export const isSmallGroups = (subject: Subject, key: string | null): boolean => key === `(small ${subject})`;

const MADE_UP_SOURCES: readonly string[] = ['urn:tallystick:sample', 'urn:tallystick:bench'];

/** Generated samples say so by their source, and by the names of their teams, projects and agents (samples/README.md). */
export const isMadeUp = (key: string | null): boolean =>
  key !== null && (MADE_UP_SOURCES.includes(key) || key.startsWith('made-up-'));

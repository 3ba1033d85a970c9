import { BUCKETS, GRANULARITIES, type Granularity, type Metric } from '../../api/answers.js';
import { oneOf, optionalDate, optionalText, optionalZone, type Chosen } from '../../url/search-state.js';

/** What the bars are made of: the five buckets, or the keys of one subject. */
export const SPLITS = ['bucket', 'model', 'team', 'project', 'agent', 'source'] as const;
export type Split = (typeof SPLITS)[number];
export const SPLIT_NAMES: Readonly<Record<Split, string>> = {
  bucket: 'Bucket',
  model: 'Model',
  team: 'Team',
  project: 'Project',
  agent: 'Agent',
  source: 'Source',
};

/** What the bars are as high as. */
export const SERIES_METRICS = ['tokens', ...BUCKETS, 'events'] as const satisfies readonly Metric[];
export type SeriesMetric = (typeof SERIES_METRICS)[number];

export const metricOf = ({ by, metric }: Pick<UsageChoices, 'by' | 'metric'>): SeriesMetric =>
  by === 'bucket' ? 'tokens' : metric;

export const RANGES = ['7', '30', '90', '365', 'own'] as const;
export type Range = (typeof RANGES)[number];
export const RANGE_NAMES: Readonly<Record<Range, string>> = {
  '7': '7 days',
  '30': '30 days',
  '90': '90 days',
  '365': '12 months',
  own: 'From – to',
};

export const USAGE_CHOICES = {
  by: oneOf(SPLITS, 'model'),
  /** Of the split by buckets: always tokens. */
  metric: oneOf(SERIES_METRICS, 'tokens'),
  range: oneOf(RANGES, '30'),
  /** Of the range `own`: both days included. */
  from: optionalDate,
  to: optionalDate,
  granularity: oneOf([...GRANULARITIES, 'auto'], 'auto'),
  tz: optionalZone,
  view: oneOf(['chart', 'table'], 'chart'),
  team: optionalText,
  model: optionalText,
  project: optionalText,
  agent: optionalText,
  source: optionalText,
};
export type UsageChoices = Chosen<typeof USAGE_CHOICES>;

/** Longest range in days that a granularity is offered for: more bars than that nobody can tell apart. */
const LONGEST: Readonly<Record<Granularity, number>> = { hour: 14, day: 400, week: 1_500, month: Infinity };
/** Longest range in days that it is taken for unasked. */
const BEST_UP_TO: Readonly<Record<Granularity, number>> = { hour: 2, day: 92, week: 400, month: Infinity };

export const granularitiesFor = (days: number): Granularity[] => GRANULARITIES.filter((each) => days <= LONGEST[each]);

/** The granularity that was asked for, or the finest one that makes sense of so many days. */
export function granularityFor(days: number, asked: Granularity | 'auto'): Granularity {
  if (asked !== 'auto' && days <= LONGEST[asked]) return asked;
  return GRANULARITIES.find((each) => days <= BEST_UP_TO[each]) ?? 'month';
}

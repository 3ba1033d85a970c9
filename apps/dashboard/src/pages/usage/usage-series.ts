import { BUCKETS, type Amount, type UsagePoint } from '../../api/answers.js';
import type { SeriesMetric, Split } from './usage-choices.js';

/** One colour of the chart, one column of the table. */
export interface Series {
  /** A key of the subject (null: none stated), or a bucket. */
  readonly key: string | null;
  /** Everything that did not get a colour of its own. */
  readonly rest: boolean;
  /** Exact, one for each start. */
  readonly values: readonly bigint[];
  readonly total: bigint;
}

export interface UsageSeries {
  /** Of each granule: its first day as a date, or an hour's start in UTC. */
  readonly starts: readonly string[];
  /** Largest first, the rest last. */
  readonly series: readonly Series[];
  readonly total: bigint;
}

/** Colours that can be told apart by everybody. */
export const MAX_SERIES = 6;

/** Sums up points into series without holes. */
export function usageSeries(
  points: readonly UsagePoint[],
  split: Split,
  starts: readonly string[],
  metric: SeriesMetric = 'tokens',
): UsageSeries {
  const index = new Map(starts.map((start, i) => [start, i]));
  const columns = new Map<string | null, bigint[]>();
  const add = (key: string | null, start: string, amount: Amount) => {
    const at = index.get(granuleKey(start, starts)) ?? -1;
    if (at < 0 || BigInt(amount) === 0n) return;
    const values = columns.get(key) ?? starts.map(() => 0n);
    values[at]! += BigInt(amount);
    columns.set(key, values);
  };
  for (const point of points) {
    if (split === 'bucket') for (const bucket of BUCKETS) add(bucket, point.start, point.tokens[bucket]);
    else add(point.by[split] ?? null, point.start, amountOf(point, metric));
  }
  const all = [...columns].map(([key, values]) => ({ key, rest: false, values, total: sum(values) }));
  // Buckets stay in their own order: they are the same five wherever they are shown.
  if (split !== 'bucket') all.sort((one, other) => compare(other.total, one.total));
  else all.sort((one, other) => BUCKETS.indexOf(one.key as never) - BUCKETS.indexOf(other.key as never));
  const series = all.length <= MAX_SERIES ? all : [...all.slice(0, MAX_SERIES - 1), restOf(all.slice(MAX_SERIES - 1))];
  return { starts, series, total: sum(all.map(({ total }) => total)) };
}

function amountOf(point: UsagePoint, metric: SeriesMetric): Amount {
  if (metric === 'tokens') return point.total;
  return metric === 'events' ? point.events : point.tokens[metric];
}

function restOf(series: readonly Series[]): Series {
  const values = series[0]!.values.map((_, i) => sum(series.map((each) => each.values[i]!)));
  return { key: String(series.length), rest: true, values, total: sum(values) };
}

const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n);
const compare = (one: bigint, other: bigint): number => (one < other ? -1 : one > other ? 1 : 0);

/** Days, weeks and months are told apart by their date; hours by the instant, since one comes twice when clocks go back. */
const granuleKey = (start: string, starts: readonly string[]): string =>
  starts[0]?.length === DATE_LENGTH ? start.slice(0, DATE_LENGTH) : new Date(start).toISOString();
const DATE_LENGTH = 10;

import type { Granularity } from '../../api/answers.js';
import { BUCKETS } from '../../api/answers.js';
import type { Cell, CellFilter, CellTime } from '../../explain/cell.js';
import { metricOf, type UsageChoices } from './usage-choices.js';
import type { Series } from './usage-series.js';

const FILTERS = ['team', 'model', 'project', 'agent', 'source'] as const;
const HOUR_MS = 3_600_000;

/** One number of the table as a cell that can be explained; null for the sum of several keys. */
export function cellOf(
  chosen: UsageChoices,
  granularity: Granularity,
  tz: string,
  start: string,
  { key, rest }: Pick<Series, 'key' | 'rest'>,
  value: bigint,
): Cell | null {
  if (rest) return null;
  const bucket = chosen.by === 'bucket' ? BUCKETS.find((each) => each === key) : undefined;
  const own: CellFilter = chosen.by === 'bucket' ? {} : { [chosen.by]: key };
  return {
    filter: { ...filtersOf(chosen), ...own },
    metric: bucket ?? metricOf(chosen),
    time: timeOf(granularity, start),
    tz,
    value: String(value),
  };
}

/** An empty filter asks for the events that state none. */
const filtersOf = (chosen: UsageChoices): CellFilter =>
  Object.fromEntries(
    FILTERS.flatMap((name) => (chosen[name] === null ? [] : [[name, chosen[name] === '' ? null : chosen[name]]])),
  );

function timeOf(granularity: Granularity, start: string): CellTime {
  if (granularity !== 'hour') return { window: granularity, at: start };
  return { from: start, to: new Date(Date.parse(start) + HOUR_MS).toISOString() };
}

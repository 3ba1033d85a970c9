import type { Granularity } from '../../api/answers.js';
import type { Cell } from '../../explain/cell.js';
import { SUBJECT_OF } from './series-name.js';
import type { UsageChoices } from './usage-choices.js';
import type { Series } from './usage-series.js';

const FILTERS = ['team', 'model', 'project', 'agent', 'source'] as const;

/**
 * The same number as a cell of a board, so that it can be explained; null where there is no such cell: sums of several
 * keys, hours, buckets, and what is narrowed by a filter.
 */
export function cellOf(
  chosen: UsageChoices,
  granularity: Granularity,
  tz: string,
  start: string,
  series: Pick<Series, 'key' | 'rest'>,
  value: bigint,
): Cell | null {
  if (chosen.by === 'bucket' || granularity === 'hour' || series.rest) return null;
  if (FILTERS.some((name) => chosen[name] !== null)) return null;
  return {
    subject: SUBJECT_OF[chosen.by],
    key: series.key,
    metric: 'tokens',
    window: granularity,
    at: start,
    tz,
    value: String(value),
  };
}

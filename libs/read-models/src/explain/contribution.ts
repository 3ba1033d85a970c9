import type { SummedMetric } from '../query/subject-columns.js';
import type { AuditRow, CountedAs } from '../read-models.js';
import type { Cell } from './cell.js';

/**
 * What an event adds to a cell of its time: nothing where it was voided, or where a correction took it to another cell.
 * For active days the event is the first of its day.
 */
export function contributionOf(row: AuditRow, countedAs: CountedAs | null, cell: Cell, metric: SummedMetric): number {
  if (countedAs === null) return 0;
  const says = { ...countedAs, actor: row.actor, source: row.source };
  if (!cell.filters.every(([column, value]) => says[column] === value)) return 0;
  if (metric === 'events' || metric === 'activeDays') return 1;
  const { input, output, cacheRead, cacheWrite, reasoning } = countedAs.tokens;
  // five buckets of at most 10^9: far from where numbers grow inexact
  return metric === 'tokens' ? input + output + cacheRead + cacheWrite + reasoning : countedAs.tokens[metric];
}

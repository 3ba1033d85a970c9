import { NOT_STATED } from '../fold/cell-sums.js';
import { countedParts } from '../query/counted-parts.js';
import { Params } from '../query/params.js';
import { BUCKET_COLUMNS, METRIC_SQL, SUBJECT_OF_COLUMN } from '../query/subject-columns.js';
import type { SummedMetric } from '../query/subject-columns.js';
import { windowSums } from '../query/window-sums.js';
import type { SqlSession } from '../sql/sql-store.js';
import type { Checkpoint } from '../read-models.js';
import { stated, within } from './cell.js';
import type { Cell } from './cell.js';

/** The number itself: of a board's row from where the board has it, else added up. */
export async function cellValue(
  session: SqlSession,
  cell: Cell,
  metric: SummedMetric,
  keptZone: string,
  now: Checkpoint,
): Promise<bigint> {
  const params = new Params();
  const text = boardRow(cell, metric, keptZone, now, params) ?? sumOfParts(cell, metric, params);
  const [row] = await session.query<{ value: string | null }>(text, params.values);
  return BigInt(row?.value ?? 0);
}

function boardRow(cell: Cell, metric: SummedMetric, keptZone: string, now: Checkpoint, params: Params): string | null {
  const { schema, filters, bounds, upTo } = cell;
  const [filter, ...others] = filters;
  // the boards write '' for "not stated", which is not what a filter by an empty text asks for
  if (bounds === null || filter === undefined || others.length > 0 || filter[1] === NOT_STATED) return null;
  const sums = windowSums(
    {
      ...{ schema, keptZone, bounds, subject: SUBJECT_OF_COLUMN[filter[0]] },
      upTo: upTo === now.position ? undefined : upTo,
      recent: upTo * 2n > now.position,
      activeDays: metric === 'activeDays',
    },
    params,
  );
  return `select (${METRIC_SQL[metric]})::text as value from (${sums}) as sums
    where subject = ${params.add(filter[1] ?? NOT_STATED)}`;
}

function sumOfParts(cell: Cell, metric: SummedMetric, params: Params): string {
  const where = `${stated(cell, params)} and ${within(cell, params)}`;
  if (metric === 'activeDays') {
    const days = countedParts(cell.schema).map(
      (part) => `select date_trunc('day', occurred_at, ${params.add(cell.tz)}) as day, ${part.events} as events
        from ${part.table} where ${part.where} and ${where} group by 1`,
    );
    return `select count(*)::text as value from (
      select from (${days.join(' union all ')}) as parts group by day having sum(events) > 0) as days`;
  }
  const sums = BUCKET_COLUMNS.map((column) => `sum(${column})::bigint as ${column}`).join(', ');
  const parts = countedParts(cell.schema).map(
    (part) => `select ${sums}, ${part.events} as events from ${part.table} where ${part.where} and ${where}`,
  );
  return `select sum(${METRIC_SQL[metric]})::text as value from (${parts.join(' union all ')}) as parts`;
}

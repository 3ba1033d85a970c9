import type { WindowBounds } from '../calendar/window-bounds.js';
import { NOT_STATED } from '../fold/cell-sums.js';
import { countedParts } from '../query/counted-parts.js';
import { Params } from '../query/params.js';
import { BUCKET_COLUMNS, METRIC_SQL, SUBJECT_OF_COLUMN } from '../query/subject-columns.js';
import type { SummedMetric } from '../query/subject-columns.js';
import { COST, PRICED_TOKENS } from '../query/usage-cost.js';
import { windowSums } from '../query/window-sums.js';
import type { SqlSession } from '../sql/sql-store.js';
import type { Checkpoint, Subject } from '../read-models.js';
import { stated, within } from './cell.js';
import type { Cell } from './cell.js';

/**
 * What the cell costs, in 10^-15 USD, by the book as of its position; null where nothing has a price. A board's row has it;
 * else the counted rows are priced one by one.
 */
export async function cellCost(
  session: SqlSession,
  cell: Cell,
  keptZone: string,
  now: Checkpoint,
): Promise<bigint | null> {
  const params = new Params();
  const text = keptCost(cell, keptZone, now, params) ?? costOfParts(cell, params);
  const [row] = await session.query<{ cost: string | null; priced: string | null }>(text, params.values);
  return row === undefined || BigInt(row.priced ?? 0) === 0n ? null : BigInt(row.cost ?? 0);
}

function keptCost(cell: Cell, keptZone: string, now: Checkpoint, params: Params): string | null {
  const row = boardRow(cell);
  if (row === null || cell.upTo !== now.position || (row.bounds.tz !== keptZone && row.bounds.window !== 'all')) {
    return null;
  }
  return `select cost::text, priced_tokens::text as priced from ${cell.schema}.board_cell
    where subject_kind = ${params.add(row.subject, `${cell.schema}.subject_kind`)}
      and window_kind = ${params.add(row.bounds.window, `${cell.schema}.window_kind`)}
      and window_start = ${params.add(row.bounds.start, 'date')} and subject = ${params.add(row.key)}`;
}

function costOfParts(cell: Cell, params: Params): string {
  const where = `${stated(cell, params)} and ${within(cell, params)}`;
  const parts = countedParts(cell.schema).map(
    (part) => `select occurred_at, provider, model, input, output, cache_read, cache_write, reasoning from ${part.table}
      where ${part.where} and ${where}`,
  );
  return `select sum(${COST})::text as cost, sum(${PRICED_TOKENS})::text as priced
    from (${parts.join(' union all ')}) as u
    join ${cell.schema}.price_in_force(${params.add(String(cell.upTo), 'bigint')}) as r
      on r.provider = u.provider and r.model = u.model and u.occurred_at >= r.from_at and u.occurred_at < r.to_at`;
}

/** The number itself: of a board's row from where the board has it, else added up. */
export async function cellValue(
  session: SqlSession,
  cell: Cell,
  metric: SummedMetric,
  keptZone: string,
  now: Checkpoint,
): Promise<bigint> {
  const params = new Params();
  const text = sumOfRow(cell, metric, keptZone, now, params) ?? sumOfParts(cell, metric, params);
  const [row] = await session.query<{ value: string | null }>(text, params.values);
  return BigInt(row?.value ?? 0);
}

/** Which row of which board it is; null: none. */
function boardRow({ filters, bounds }: Cell): { bounds: WindowBounds; subject: Subject; key: string } | null {
  const [filter, ...others] = filters;
  // the boards write '' for "not stated", which is not what a filter by an empty text asks for
  if (bounds === null || filter === undefined || others.length > 0 || filter[1] === NOT_STATED) return null;
  return { bounds, subject: SUBJECT_OF_COLUMN[filter[0]], key: filter[1] ?? NOT_STATED };
}

function sumOfRow(cell: Cell, metric: SummedMetric, keptZone: string, now: Checkpoint, params: Params): string | null {
  const row = boardRow(cell);
  if (row === null) return null;
  const { schema, upTo } = cell;
  const sums = windowSums(
    {
      ...{ schema, keptZone, bounds: row.bounds, subject: row.subject },
      upTo: upTo === now.position ? undefined : upTo,
      recent: upTo * 2n > now.position,
      activeDays: metric === 'activeDays',
    },
    params,
  );
  return `select (${METRIC_SQL[metric]})::text as value from (${sums}) as sums where subject = ${params.add(row.key)}`;
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

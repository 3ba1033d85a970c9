import { sqlDate } from '../calendar/sql-date.js';
import type { WindowBounds } from '../calendar/window-bounds.js';
import type { GroupCost } from '../read-models.js';
import { Params } from '../query/params.js';
import type { SqlSession } from '../sql/sql-store.js';
import type { GroupKind } from './group-book.js';

/**
 * What each subject's usage of a kept window costs, in days that are over: the window's cells, less those of the days
 * from `untilDate` on.
 */
export async function groupCosts(
  session: SqlSession,
  schema: string,
  kind: GroupKind,
  { window, start, to }: WindowBounds,
  untilDate: string,
): Promise<ReadonlyMap<string, GroupCost>> {
  const params = new Params();
  const subjectKind = params.add(kind, `${schema}.subject_kind`);
  const later = [`window_start >= ${params.add(untilDate, 'date')}`, `window_start >= ${params.add(start, 'date')}`];
  if (to !== null) later.push(`window_start < ${params.add(sqlDate(to), 'date')}`);
  const rows = await session.query<{ subject: string; cost: string; priced: string }>(
    `select subject, sum(cost)::text as cost, sum(priced_tokens)::text as priced from (
       select subject, cost, priced_tokens from ${schema}.board_cell
       where subject_kind = ${subjectKind} and window_kind = ${params.add(window, `${schema}.window_kind`)}
         and window_start = ${params.add(start, 'date')}
       union all
       select subject, -cost, -priced_tokens from ${schema}.board_cell
       where subject_kind = ${subjectKind} and window_kind = 'day' and ${later.join(' and ')}) as cells
     group by subject`,
    params.values,
  );
  return new Map(
    rows.map(({ subject, cost, priced }) => [subject, { femtoUsd: BigInt(cost), pricedTokens: BigInt(priced) }]),
  );
}

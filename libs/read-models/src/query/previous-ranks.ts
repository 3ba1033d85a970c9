import { NOT_STATED } from '../fold/cell-sums.js';
import { textArray } from '../sql/array-literal.js';
import type { SqlSession } from '../sql/sql-store.js';
import { METRIC_SQL } from './subject-columns.js';
import type { SummedMetric } from './subject-columns.js';
import { Params, windowSums } from './window-sums.js';
import type { SumsQuestion } from './window-sums.js';

/**
 * Ranks of some subjects on a board, by one walk over it: `width_bucket(value - 1, values)` says how many of the asked
 * values a row lies above, so that the rows above each value can be counted together.
 */
export async function ranksOn(
  session: SqlSession,
  question: SumsQuestion,
  metric: SummedMetric,
  subjects: readonly (string | null)[],
): Promise<ReadonlyMap<string | null, number>> {
  if (subjects.length === 0) return new Map();
  const params = new Params();
  const asked = params.add(textArray(subjects.map((subject) => subject ?? NOT_STATED)), 'text[]');
  const rows = await session.query<{
    subject: string | null;
    value: string | null;
    above: number | null;
    rows: number;
  }>(
    `with board as materialized (select subject, (${METRIC_SQL[metric]})::bigint as value from (${windowSums(question, params)}) as sums),
       asked as materialized (select subject, value from board where subject = any (${asked})),
       steps as (select array_agg(distinct value order by value) as step from asked)
     select subject, value::text, null::integer as above, 0 as rows from asked
     union all
     select null, null, width_bucket(value - 1, step), count(*)::integer from board, steps where step is not null group by 3`,
    params.values,
  );
  const steps = [...new Set(rows.flatMap((row) => (row.value === null ? [] : [BigInt(row.value)])))].sort((a, b) =>
    a < b ? -1 : a > b ? 1 : 0,
  );
  const above = new Array<number>(steps.length + 2).fill(0);
  for (const row of rows) if (row.above !== null) above[row.above] = row.rows;
  const rankOf = new Map<bigint, number>();
  let higher = 0;
  for (let i = steps.length; i >= 1; i--) {
    higher += above[i] ?? 0;
    rankOf.set(steps[i - 1]!, higher + 1);
  }
  return new Map(
    rows.flatMap((row) =>
      row.subject === null || row.value === null
        ? []
        : [[row.subject === NOT_STATED ? null : row.subject, rankOf.get(BigInt(row.value)) ?? 0] as const],
    ),
  );
}

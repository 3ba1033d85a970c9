import { NOT_STATED } from '../fold/cell-sums.js';
import { textArray } from '../sql/array-literal.js';
import type { SqlSession } from '../sql/sql-store.js';
import { Params } from './params.js';
import { among, metricBoard } from './window-sums.js';
import type { SumsQuestion } from './window-sums.js';
import type { Metric } from '../read-models.js';

/**
 * Ranks of some subjects on a board. Of the other rows only those matter that lie above the least of the asked: for the
 * first hundred these are few, and their values come in one text.
 */
export async function ranksOn(
  session: SqlSession,
  question: SumsQuestion,
  metric: Metric,
  subjects: readonly (string | null)[],
): Promise<ReadonlyMap<string | null, number>> {
  if (subjects.length === 0) return new Map();
  const params = new Params();
  const asked = params.add(textArray(subjects.map((subject) => subject ?? NOT_STATED)), 'text[]');
  const rows = await session.query<{ subject: string | null; value: string | null; values: string | null }>(
    `with ${metricBoard(question, metric, params)},
       asked as materialized (select subject, value from board where ${among(question, asked)})
     select subject, value::text, null as values from asked
     union all
     select null, null, string_agg(value::text, ',') from board where value >= (select min(value) from asked)`,
    params.values,
  );
  const values = rows.find((row) => row.subject === null)?.values ?? '';
  const rising = inOrder(values === '' ? [] : values.split(','), metric);
  return new Map(
    rows.flatMap(({ subject, value }) =>
      subject === null || value === null
        ? []
        : [[subject === NOT_STATED ? null : subject, rising.length - notAbove(rising, BigInt(value)) + 1] as const],
    ),
  );
}

/** How many of the values, which rise, are not above a value. */
function notAbove(rising: ArrayLike<bigint>, value: bigint): number {
  let [from, to] = [0, rising.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (rising[middle]! <= value) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Tokens of a window fit 64 bits, costs in 10^-15 USD may not. */
function inOrder(values: readonly string[], metric: Metric): ArrayLike<bigint> {
  if (metric !== 'cost') return BigInt64Array.from(values, BigInt).sort();
  return values.map(BigInt).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

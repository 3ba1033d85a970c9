import type { SqlSession } from '../sql/sql-store.js';
import { METRIC_SQL } from './subject-columns.js';
import type { SummedMetric } from './subject-columns.js';
import { NOT_STATED } from '../fold/cell-sums.js';
import { Params, windowSums } from './window-sums.js';
import type { SumsQuestion } from './window-sums.js';

export interface BoardEntry {
  readonly subject: string | null;
  readonly value: bigint;
}
/** The first rows of a board, best first, and the sum over all of it. */
export interface BoardTop {
  readonly entries: readonly BoardEntry[];
  readonly total: bigint;
}

/** Best first; equals by subject in byte order, "not stated" last among them. */
const BOARD_ORDER = `board.value desc, (board.subject = ''), board.subject collate "C"`;

export async function boardTop(
  session: SqlSession,
  question: SumsQuestion,
  metric: SummedMetric,
  limit: number,
): Promise<BoardTop> {
  const params = new Params();
  const rows = await session.query<{ subject: string; value: string; total: string }>(
    `with board as materialized (select subject, ${METRIC_SQL[metric]} as value from (${windowSums(question, params)}) as sums)
     select subject, value::text, (select sum(value) from board)::text as total
     from board order by ${BOARD_ORDER} limit ${params.add(limit, 'integer')}`,
    params.values,
  );
  return { entries: rows.map(entry), total: BigInt(rows[0]?.total ?? 0) };
}

/** Every row of a board, best first. One text instead of a row each: ten times less to take apart. */
export async function wholeBoard(
  session: SqlSession,
  question: SumsQuestion,
  metric: SummedMetric,
): Promise<readonly BoardEntry[]> {
  const params = new Params();
  const [row] = await session.query<{ board: string | null }>(
    `select string_agg(subject || E'\\x1f' || value::text, E'\\x1e' order by ${BOARD_ORDER}) as board
     from (select subject, ${METRIC_SQL[metric]} as value from (${windowSums(question, params)}) as sums) as board`,
    params.values,
  );
  if (!row?.board) return [];
  return row.board.split('\u001e').map((text) => {
    const end = text.indexOf('\u001f');
    return entry({ subject: text.slice(0, end), value: text.slice(end + 1) });
  });
}

const entry = ({ subject, value }: { subject: string; value: string }): BoardEntry => ({
  subject: subject === NOT_STATED ? null : subject,
  value: BigInt(value),
});

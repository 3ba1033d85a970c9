import type { SqlSession } from '../sql/sql-store.js';
import type { SummedMetric } from './subject-columns.js';
import { NOT_STATED } from '../fold/cell-sums.js';
import { textArray } from '../sql/array-literal.js';
import { Params } from './params.js';
import { among, areKept, metricBoard } from './window-sums.js';
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

/**
 * `likely` names subjects that may well be among the first, or nobody: the last that would still be shown if they were
 * all is a floor for the page, and rows below it need not be sorted. The page is the same with any floor or none.
 */
export async function boardTop(
  session: SqlSession,
  question: SumsQuestion,
  metric: SummedMetric,
  limit: number,
  likely: readonly (string | null)[],
): Promise<BoardTop> {
  const params = new Params();
  const board = metricBoard(question, metric, params);
  const names = params.add(textArray(likely.map((subject) => subject ?? NOT_STATED)), 'text[]');
  const shown = params.add(limit, 'integer');
  const rows = await session.query<{ subject: string; value: string; total: string | null }>(
    `with ${board},
       floor as materialized (select value from board where ${among(question, names)} order by value desc offset ${shown} - 1 limit 1)
     select subject, value::text, ${areKept(question) ? 'null' : '(select sum(value) from board)::text'} as total
     from board where value >= coalesce((select value from floor), 0) order by ${BOARD_ORDER} limit ${shown}`,
    params.values,
  );
  const total = rows[0]?.total ?? (await keptTotal(session, question, metric));
  return { entries: rows.map(entry), total: BigInt(total) };
}

/** Every event stands on each kind of board once, so the kind with few rows tells the sum; days do not add up so. */
async function keptTotal(session: SqlSession, question: SumsQuestion, metric: SummedMetric): Promise<string> {
  const params = new Params();
  const small = metric === 'activeDays' ? question : { ...question, subject: 'sources' as const };
  const [row] = await session.query<{ total: string | null }>(
    `with ${metricBoard(small, metric, params)} select sum(value)::text as total from board`,
    params.values,
  );
  return row?.total ?? '0';
}

/** Every row of a board, best first. One text instead of a row each: ten times less to take apart. */
export async function wholeBoard(
  session: SqlSession,
  question: SumsQuestion,
  metric: SummedMetric,
): Promise<readonly BoardEntry[]> {
  const params = new Params();
  const [row] = await session.query<{ board: string | null }>(
    `with ${metricBoard(question, metric, params)}
     select string_agg(subject || E'\\x1f' || value::text, E'\\x1e' order by ${BOARD_ORDER}) as board from board`,
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

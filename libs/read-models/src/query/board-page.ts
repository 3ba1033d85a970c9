import type { SqlSession } from '../sql/sql-store.js';
import type { Metric } from '../read-models.js';
import { NOT_STATED } from '../fold/cell-sums.js';
import { textArray } from '../sql/array-literal.js';
import { Params } from './params.js';
import { NO_PRICE } from './subject-columns.js';
import { among, areKept, metricBoard } from './window-sums.js';
import type { SumsQuestion } from './window-sums.js';

export interface BoardEntry {
  readonly subject: string | null;
  readonly value: bigint;
}
/** Sums over a whole board. */
export interface BoardTotal {
  readonly value: bigint;
  /** Only of costs: how many of the tokens have a price. */
  readonly priced?: bigint;
  readonly tokens?: bigint;
}
/** Rows of a board, best first, and the sums over all of it. */
export interface BoardTop {
  readonly entries: readonly BoardEntry[];
  readonly total: BoardTotal;
}

/** What is added up over a board, as one text: a row in which nothing has a price adds nothing. */
const totalOf = (metric: Metric): string =>
  metric === 'cost' ? `concat_ws(',', sum(cost), sum(priced_tokens), sum(tokens))` : 'sum(value)::text';

/** Best first; equals by subject in byte order, "not stated" last among them. */
const BOARD_ORDER = `board.value desc, (board.subject = ''), board.subject collate "C"`;

/**
 * `likely` names subjects that may well be among the first, or nobody: the last that would still be shown if they were
 * all is a floor for the page, and rows below it need not be sorted. The page is the same with any floor or none.
 */
export async function boardTop(
  session: SqlSession,
  question: SumsQuestion,
  metric: Metric,
  limit: number,
  likely: readonly (string | null)[],
): Promise<BoardTop> {
  const params = new Params();
  const board = metricBoard(question, metric, params);
  const names = params.add(textArray(likely.map((subject) => subject ?? NOT_STATED)), 'text[]');
  const shown = params.add(limit, 'integer');
  const totals = areKept(question) ? `, ${metricBoard(ofFewRows(question, metric), metric, params, 'totals')}` : '';
  const rows = await session.query<{ subject: string; value: string; total: string | null }>(
    `with ${board}${totals},
       floor as materialized (select value from board where ${among(question, names)} order by value desc offset ${shown} - 1 limit 1)
     select subject, value::text, (select ${totalOf(metric)} from ${totals === '' ? 'board' : 'totals'}) as total
     from board where value >= coalesce((select value from floor), ${NO_PRICE}) order by ${BOARD_ORDER} limit ${shown}`,
    params.values,
  );
  return { entries: rows.map(entry), total: readTotal(rows[0]?.total) };
}

/** Every event stands on each kind of board once, so the kind with few rows tells the sum; days do not add up so. */
const ofFewRows = (question: SumsQuestion, metric: Metric): SumsQuestion =>
  metric === 'activeDays' ? question : { ...question, subject: 'sources' };

/** Every row of a board, best first. One text instead of a row each: ten times less to take apart. */
export async function wholeBoard(session: SqlSession, question: SumsQuestion, metric: Metric): Promise<BoardTop> {
  const params = new Params();
  const [row] = await session.query<{ board: string | null; total: string | null }>(
    `with ${metricBoard(question, metric, params)}
     select string_agg(subject || E'\\x1f' || value::text, E'\\x1e' order by ${BOARD_ORDER}) as board, ${totalOf(metric)} as total
     from board`,
    params.values,
  );
  const texts = row?.board?.split('\u001e') ?? [];
  const entries = texts.map((text) => {
    const end = text.indexOf('\u001f');
    return entry({ subject: text.slice(0, end), value: text.slice(end + 1) });
  });
  return { entries, total: readTotal(row?.total) };
}

/** Of an empty board there is nothing to add up. */
function readTotal(text: string | null | undefined): BoardTotal {
  const [value = 0n, priced, tokens] = (text ?? '').split(',').filter(Boolean).map(BigInt);
  return priced === undefined || tokens === undefined ? { value } : { value, priced, tokens };
}

const entry = ({ subject, value }: { subject: string; value: string }): BoardEntry => ({
  subject: subject === NOT_STATED ? null : subject,
  value: BigInt(value),
});

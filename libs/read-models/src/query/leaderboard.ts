import { usdText } from '@tallystick/domain';
import type { Position } from '@tallystick/ledger-store';
import { LRUCache } from 'lru-cache';
import { windowAt, windowBefore } from '../calendar/window-bounds.js';
import type { WindowBounds } from '../calendar/window-bounds.js';
import type {
  Checkpoint,
  Leaderboard,
  LeaderboardQuery,
  LeaderboardRow,
  Metric,
  Subject,
  TokenSum,
} from '../read-models.js';
import type { SqlSession } from '../sql/sql-store.js';
import { checkpointAt } from './as-of.js';
import { boardTop, wholeBoard } from './board-page.js';
import type { BoardEntry, BoardTop, BoardTotal } from './board-page.js';
import { cursorAfter, placeOf } from './board-place.js';
import type { BoardContext, Place } from './board-place.js';
import { ranksOn } from './previous-ranks.js';
import { RestingBoards } from './resting-boards.js';
import { NO_PRICE } from './subject-columns.js';
import { tokenSum } from './token-sum.js';
import { pricesAsOf } from './usage-cost.js';
import type { SumsQuestion } from './window-sums.js';

/** Rows of answers and of whole boards kept in memory; a row is about 150 bytes. */
const MAX_ROWS_KEPT = 200_000;

/** Boards, with what was answered kept as long as the ledger stands still, and whole boards for their cursors. */
export class Leaderboards {
  private readonly answers = new LRUCache<string, Leaderboard>({
    maxSize: MAX_ROWS_KEPT,
    sizeCalculation: (board) => board.rows.length + 1,
  });
  private readonly boards = new LRUCache<string, BoardTop>({
    maxSize: MAX_ROWS_KEPT,
    sizeCalculation: ({ entries }) => entries.length + 1,
  });
  readonly resting = new RestingBoards();
  /** Who stood on the page answered last, by kind of board: likely the leaders of the next one too. */
  private readonly leaders = new Map<Subject, readonly (string | null)[]>();

  async answer(
    session: SqlSession,
    query: LeaderboardQuery,
    context: BoardContext,
  ): Promise<{ answer: Leaderboard; at: Checkpoint }> {
    const place = placeOf(query, context);
    const at = await checkpointAt(session, context.schema, context.now, place.position);
    return { answer: await this.shown(session, query, context, place), at };
  }

  /** A person's rank by tokens in a kept window. */
  async rankOf(
    session: SqlSession,
    schema: string,
    keptZone: string,
    bounds: WindowBounds,
    position: Position,
    actor: string,
  ): Promise<number | null> {
    const kept = {
      schema,
      keptZone,
      subject: 'actors',
      bounds,
      upTo: undefined,
      recent: true,
      activeDays: false,
    } as const;
    const ranks =
      this.resting.find(kept, position)?.ranks('tokens', [actor]) ?? (await ranksOn(session, kept, 'tokens', [actor]));
    return ranks.get(actor) ?? null;
  }

  /** After a rebuild, which may have put other numbers at the same positions. */
  forget(): void {
    this.answers.clear();
    this.boards.clear();
    this.resting.forget();
  }

  private async shown(
    session: SqlSession,
    query: LeaderboardQuery,
    context: BoardContext,
    place: Place,
  ): Promise<Leaderboard> {
    const bounds = windowAt(query.window, place.atMs, query.tz);
    const id = JSON.stringify([
      context.schema,
      context.keptZone,
      query.subject,
      query.metric,
      query.window,
      bounds.fromMs,
      query.tz,
      query.limit,
      place.offset,
      String(place.position),
      String(query.asOfPosition ?? ''),
    ]);
    const kept = this.answers.get(id);
    // a cursor in a kept answer would be older than it says
    if (kept !== undefined) return { ...kept, nextCursor: kept.nextCursor === null ? null : cursorAfter(query, place) };
    const board = await this.board(session, query, context, place, bounds);
    this.answers.set(id, board);
    return board;
  }

  private async board(
    session: SqlSession,
    query: LeaderboardQuery,
    context: BoardContext,
    place: Place,
    bounds: WindowBounds,
  ): Promise<Leaderboard> {
    const { metric } = query;
    const question = questionOf(query, context, place, bounds);
    const { entries, firstRank, total, more } =
      place.offset === 0
        ? await this.firstPage(session, question, metric, query.limit, place.position)
        : await this.laterPage(session, question, metric, query.limit, place);
    const before = windowBefore(bounds);
    const shown = entries.map(({ subject }) => subject);
    const previous =
      before === null
        ? new Map<string | null, number>()
        : (this.resting.find({ ...question, bounds: before }, place.position)?.ranks(metric, shown) ??
          (await ranksOn(session, { ...question, bounds: before }, metric, shown)));
    return {
      ...frame(query, bounds),
      rows: ranked(metric, entries, firstRank, place.offset, total, previous),
      nextCursor: more ? cursorAfter(query, place) : null,
      ...shownTotal(metric, total),
    };
  }

  private async firstPage(
    session: SqlSession,
    question: SumsQuestion,
    metric: Metric,
    limit: number,
    position: Position,
  ) {
    const { entries, total } =
      this.resting.find(question, position)?.top(metric, limit + 1) ??
      (await boardTop(session, question, metric, limit + 1, this.leaders.get(question.subject) ?? []));
    const leaders = entries.map(({ subject }) => subject);
    if (entries.length > limit) this.leaders.set(question.subject, leaders);
    return { entries: entries.slice(0, limit), firstRank: 1, total, more: entries.length > limit };
  }

  private async laterPage(session: SqlSession, question: SumsQuestion, metric: Metric, limit: number, place: Place) {
    const id = JSON.stringify([
      question.schema,
      question.keptZone,
      question.subject,
      metric,
      question.bounds,
      String(place.position),
    ]);
    let board = this.boards.get(id);
    if (board === undefined) {
      board = await wholeBoard(session, question, metric);
      this.boards.set(id, board);
    }
    const { entries: all, total } = board;
    const entries = all.slice(place.offset, place.offset + limit);
    const first = entries[0];
    const firstRank = first === undefined ? 1 : all.findIndex(({ value }) => value === first.value) + 1;
    return { entries, firstRank, total, more: all.length > place.offset + limit };
  }
}

function questionOf(
  { subject, metric }: LeaderboardQuery,
  { schema, keptZone, now, lastPriceAt }: BoardContext,
  { position }: Place,
  bounds: WindowBounds,
): SumsQuestion {
  const upTo = position === now.position ? undefined : position;
  return {
    ...{ schema, keptZone, subject, bounds, upTo },
    recent: position * 2n > now.position,
    activeDays: metric === 'activeDays',
    prices: metric === 'cost' ? pricesAsOf(lastPriceAt, upTo) : undefined,
  };
}

const frame = ({ subject, metric, window, tz }: LeaderboardQuery, { from, to }: WindowBounds) => ({
  subject,
  metric,
  window,
  from,
  to,
  tz,
});

/** A sum as the answer tells it: money as a decimal string in USD, null where nothing has a price. */
function told(metric: Metric, value: bigint): TokenSum | null {
  if (metric !== 'cost') return tokenSum(value);
  return value === NO_PRICE ? null : usdText(value);
}

function shownTotal(metric: Metric, { value, priced = 0n, tokens = 0n }: BoardTotal) {
  if (metric !== 'cost') return { total: tokenSum(value) };
  const unpricedShare = tokens === 0n ? 0 : Number(tokens - priced) / Number(tokens);
  return { total: priced === 0n ? null : usdText(value), unpricedShare };
}

function ranked(
  metric: Metric,
  entries: readonly BoardEntry[],
  firstRank: number,
  offset: number,
  total: BoardTotal,
  previous: ReadonlyMap<string | null, number>,
): LeaderboardRow[] {
  let rank = firstRank;
  let last: bigint | undefined;
  return entries.map(({ subject, value }, i) => {
    if (last !== undefined && value !== last) rank = offset + i + 1;
    last = value;
    return {
      rank,
      subject,
      value: told(metric, value),
      share: total.value === 0n || value === NO_PRICE ? 0 : Number(value) / Number(total.value),
      previousRank: previous.get(subject) ?? null,
    };
  });
}

import type { Position } from '@tallystick/ledger-store';
import { LRUCache } from 'lru-cache';
import { windowAt, windowBefore } from '../calendar/window-bounds.js';
import type { WindowBounds } from '../calendar/window-bounds.js';
import type { Checkpoint, Leaderboard, LeaderboardQuery, Subject } from '../read-models.js';
import type { SqlSession } from '../sql/sql-store.js';
import { checkpointAt } from './as-of.js';
import { boardTop, wholeBoard } from './board-page.js';
import type { BoardEntry, BoardTop, BoardTotal } from './board-page.js';
import { cursorAfter, placeOf } from './board-place.js';
import type { BoardContext, Place } from './board-place.js';
import { frame, ranked, shownTotal } from './board-rows.js';
import { ranksOn } from './previous-ranks.js';
import { RestingBoards } from './resting-boards.js';
import { pricesAsOf } from './usage-cost.js';
import type { SumsQuestion } from './window-sums.js';

/** Rows of answers and of whole boards kept in memory; a row is about 150 bytes. */
const MAX_ROWS_KEPT = 200_000;

/** A page of a board, and what it is worked out from. */
interface Page {
  readonly query: LeaderboardQuery;
  readonly place: Place;
  readonly bounds: WindowBounds;
  readonly question: SumsQuestion;
  /** The window before; null: there is none. */
  readonly before: SumsQuestion | null;
  /** The same page of the same numbers. */
  readonly id: string;
}

/** The rows of a page, with what stands above them. */
interface PageRows {
  readonly entries: readonly BoardEntry[];
  readonly firstRank: number;
  readonly total: BoardTotal;
  readonly more: boolean;
}

/** Boards, with what was answered kept as long as no number changes, and whole boards for their cursors. */
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

  /** Undefined when the tables must be asked. @throws InvalidCursor */
  known(query: LeaderboardQuery, context: BoardContext): { answer: Leaderboard; at: Checkpoint } | undefined {
    const page = pageOf(query, context);
    if (page.place.position !== context.now.position) return undefined;
    const answer = this.kept(page) ?? this.rested(page);
    return answer === undefined ? undefined : { answer, at: context.now };
  }

  /** @throws InvalidCursor | NotCaughtUp */
  async answer(
    session: SqlSession,
    query: LeaderboardQuery,
    context: BoardContext,
  ): Promise<{ answer: Leaderboard; at: Checkpoint }> {
    const page = pageOf(query, context);
    const at = await checkpointAt(session, context.schema, context.now, page.place.position);
    return { answer: this.kept(page) ?? (await this.ask(session, page)), at };
  }

  /** A person's rank by tokens in a kept window. @param standing since when no number has changed */
  async rankOf(
    session: SqlSession,
    schema: string,
    keptZone: string,
    bounds: WindowBounds,
    standing: Position,
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
      this.resting.find(kept, standing)?.ranks('tokens', [actor]) ?? (await ranksOn(session, kept, 'tokens', [actor]));
    return ranks.get(actor) ?? null;
  }

  /** After a rebuild, which may have put other numbers at the same positions. */
  forget(): void {
    this.answers.clear();
    this.boards.clear();
    this.resting.forget();
  }

  private kept({ id, query, place }: Page): Leaderboard | undefined {
    const kept = this.answers.get(id);
    // a cursor in a kept answer would be older than it says
    return kept && { ...kept, nextCursor: kept.nextCursor === null ? null : cursorAfter(query, place) };
  }

  private rested(page: Page): Leaderboard | undefined {
    const rows = this.restingTop(page);
    const previous = rows && this.restingRanks(page, rows);
    return previous && this.tell(page, rows, previous);
  }

  private async ask(session: SqlSession, page: Page): Promise<Leaderboard> {
    const rows = this.restingTop(page) ?? (await this.askRows(session, page));
    const previous = this.restingRanks(page, rows) ?? (await askRanks(session, page, rows));
    return this.tell(page, rows, previous);
  }

  private tell(page: Page, rows: PageRows, previous: ReadonlyMap<string | null, number>): Leaderboard {
    const { id, query, place, bounds } = page;
    const board = {
      ...frame(query, bounds),
      rows: ranked(query.metric, rows.entries, rows.firstRank, place.offset, rows.total, previous),
      nextCursor: rows.more ? cursorAfter(query, place) : null,
      ...shownTotal(query.metric, rows.total),
    };
    this.answers.set(id, board);
    return board;
  }

  private restingTop({ query, place, question }: Page): PageRows | undefined {
    const board = place.offset === 0 ? this.resting.find(question, place.standing) : undefined;
    return board && firstRows(board.top(query.metric, query.limit + 1), query.limit);
  }

  private restingRanks({ query, place, before }: Page, { entries }: PageRows) {
    if (before === null) return new Map<string | null, number>();
    return this.resting.find(before, place.standing)?.ranks(query.metric, subjectsOf(entries));
  }

  private async askRows(session: SqlSession, page: Page): Promise<PageRows> {
    const { query, place, question } = page;
    if (place.offset > 0) return rowsFrom(await this.whole(session, page), place.offset, query.limit);
    const likely = this.leaders.get(query.subject) ?? [];
    const top = await boardTop(session, question, query.metric, query.limit + 1, likely);
    if (top.entries.length > query.limit) this.leaders.set(query.subject, subjectsOf(top.entries));
    return firstRows(top, query.limit);
  }

  private async whole(session: SqlSession, { query, place, question }: Page): Promise<BoardTop> {
    const { schema, keptZone, bounds } = question;
    const id = JSON.stringify([schema, keptZone, query.subject, query.metric, bounds, String(place.standing)]);
    const known = this.boards.get(id);
    if (known !== undefined) return known;
    const board = await wholeBoard(session, question, query.metric);
    this.boards.set(id, board);
    return board;
  }
}

const subjectsOf = (entries: readonly BoardEntry[]) => entries.map(({ subject }) => subject);

const askRanks = (session: SqlSession, { query, before }: Page, { entries }: PageRows) =>
  ranksOn(session, before!, query.metric, subjectsOf(entries));

/** @param top one row more than the page has, if there is one */
const firstRows = ({ entries, total }: BoardTop, limit: number): PageRows => ({
  ...{ entries: entries.slice(0, limit), firstRank: 1, total, more: entries.length > limit },
});

function rowsFrom({ entries: all, total }: BoardTop, offset: number, limit: number): PageRows {
  const entries = all.slice(offset, offset + limit);
  const first = entries[0];
  const firstRank = first === undefined ? 1 : all.findIndex(({ value }) => value === first.value) + 1;
  return { entries, firstRank, total, more: all.length > offset + limit };
}

function pageOf(query: LeaderboardQuery, context: BoardContext): Page {
  const place = placeOf(query, context);
  const bounds = windowAt(query.window, place.atMs, query.tz);
  const question = questionOf(query, context, place, bounds);
  const earlier = windowBefore(bounds);
  const { subject, metric, window, tz, limit } = query;
  const asked = [context.schema, context.keptZone, subject, metric, window, bounds.fromMs, tz, limit, place.offset];
  return {
    ...{ query, place, bounds, question },
    before: earlier && { ...question, bounds: earlier },
    id: JSON.stringify([...asked, String(place.standing)]),
  };
}

function questionOf(
  { subject, metric }: LeaderboardQuery,
  { schema, keptZone, now, lastPriceAt, numbersAt }: BoardContext,
  { position, standing }: Place,
  bounds: WindowBounds,
): SumsQuestion {
  const upTo = standing === numbersAt ? undefined : position;
  return {
    ...{ schema, keptZone, subject, bounds, upTo },
    recent: position * 2n > now.position,
    activeDays: metric === 'activeDays',
    prices: metric === 'cost' ? pricesAsOf(lastPriceAt, upTo) : undefined,
  };
}

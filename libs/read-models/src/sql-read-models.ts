import type { LedgerEvent, Position } from '@tallystick/ledger-store';
import { LocalCalendar } from './calendar/local-calendar.js';
import { createCheckpoint, foldStateOf, foldStateSql, readFoldState } from './fold/checkpoint-row.js';
import type { Folded, FoldState, FoldStateRow } from './fold/checkpoint-row.js';
import { recutBoards } from './fold/recut-boards.js';
import { FoldTransaction } from './fold/fold-transaction.js';
import { PriceBooks } from './fold/price-books.js';
import { writePages } from './fold/write-pages.js';
import { checkpointAt, positionAsOf } from './query/as-of.js';
import { windowAt } from './calendar/window-bounds.js';
import type { GroupKind } from './groups/group-book.js';
import { groupCosts } from './groups/group-costs.js';
import { GroupBooks } from './groups/group-books.js';
import { houseRules, namedAmong, viewsOf } from './query/access.js';
import { auditTrail } from './query/audit-trail.js';
import { decisionsPage } from './query/corrections.js';
import { explain } from './explain/explain.js';
import { digestTables } from './query/digest.js';
import { priceListings } from './query/price-listings.js';
import { Leaderboards } from './query/leaderboard.js';
import { ownNumbers } from './query/own-numbers.js';
import type { AskAtRest } from './query/resting-board.js';
import { keptWindows } from './query/resting-boards.js';
import { pricesAsOf } from './query/usage-cost.js';
import { usageSeries } from './query/usage-series.js';
import type {
  AuditRow,
  Checkpoint,
  DataView,
  DecisionRow,
  DecisionsQuery,
  Digest,
  EventsQuery,
  GroupBook,
  GroupCost,
  House,
  ExplainQuery,
  Explanation,
  Leaderboard,
  LeaderboardQuery,
  OwnNumbers,
  OwnQuery,
  PriceListing,
  PricesQuery,
  ReadModels,
  Rebuilt,
  RebuildOptions,
  UsagePoint,
  UsageQuery,
  ViewsQuery,
  Window,
} from './read-models.js';
import { rebuild } from './rebuild/rebuild.js';
import { migrate } from './schema/migrate.js';
import { LIVE_SCHEMA } from './schema/tables.js';
import { PlannerFigures } from './sql/planner-figures.js';
import type { SqlSession, SqlStore } from './sql/sql-store.js';

export interface ReadModelsOptions {
  readonly ledgerId: string;
  /** IANA zone in which windows are kept ready (`TALLYSTICK_TZ`). */
  readonly timeZone: string;
  /** Default `tallystick`. */
  readonly schema?: string;
  /** Clock for the age of cursors, ms since the epoch. */
  readonly now?: () => number;
}

/** The numbers rest when none has changed for so long. */
const REST_AFTER_MS = 1_000;
/** After a rest, and one that a fold cut short, boards are loaded no sooner than after so many times what it took. */
const REST_PAUSE_FACTOR = 10;

/** The read models in SQL; the adapters bring a database. */
export class SqlReadModels implements ReadModels {
  private readonly leaderboards = new Leaderboards();
  private readonly books = new PriceBooks();
  /** Of questions, which may be about the past. */
  private readonly booksAsked = new PriceBooks();
  private readonly groupBooks: GroupBooks;
  private readonly plannerFigures: PlannerFigures;
  private readonly nowMs: () => number;
  private resting: NodeJS.Timeout | undefined;
  private restAgainAtMs = -Infinity;
  private numbersAt: Position | undefined;
  private numbersSinceMs = -Infinity;

  private constructor(
    private readonly store: SqlStore,
    private readonly schema: string,
    private readonly ledgerId: string,
    private readonly calendar: LocalCalendar,
    now: () => number,
  ) {
    this.nowMs = now;
    this.plannerFigures = new PlannerFigures(store, schema, () => this.warmUp());
    this.groupBooks = new GroupBooks({
      schema,
      zone: calendar.zone,
      now,
      read: (work) => this.read((session, { checkpoint }) => work(session, checkpoint)),
    });
  }

  /** Migrates, then checks that the tables are this ledger's. @throws ForeignCheckpoint */
  static async open(store: SqlStore, options: ReadModelsOptions): Promise<SqlReadModels> {
    const { ledgerId, timeZone, schema = LIVE_SCHEMA, now = Date.now } = options;
    const calendar = new LocalCalendar(timeZone);
    await store.write(async (session) => {
      await migrate(session, schema);
      await createCheckpoint(session, schema, ledgerId, timeZone);
      const state = await readFoldState(session, schema, ledgerId, 'for update');
      if (state.timeZone !== timeZone) {
        await recutBoards(session, schema, calendar, await new PriceBooks().at(session, schema, state.lastPriceAt));
      }
    });
    const models = new SqlReadModels(store, schema, ledgerId, calendar, now);
    await models.warmUp();
    return models;
  }

  async checkpoint(): Promise<Checkpoint> {
    return (await this.foldState()).checkpoint;
  }

  async fold(after: Position, events: readonly LedgerEvent[]): Promise<Checkpoint> {
    clearTimeout(this.resting);
    return this.store
      .write(async (session) => {
        const fold = await this.beginFold(session, after);
        if (events.length > 0) await fold.write(fold.read(events));
        return fold.finish();
      })
      .then((now) => this.folded(now));
  }

  async foldPages(after: Position, pages: AsyncIterable<readonly LedgerEvent[]>): Promise<Checkpoint> {
    clearTimeout(this.resting);
    return this.store
      .write(async (session) => {
        const fold = await this.beginFold(session, after);
        await writePages(fold, pages, () => this.store.othersWaiting());
        return fold.finish();
      })
      .then((now) => this.folded(now));
  }

  private async beginFold(session: SqlSession, after: Position): Promise<FoldTransaction> {
    this.plannerFigures.raise();
    return FoldTransaction.begin(session, this.schema, this.calendar, this.ledgerId, after, this.books);
  }

  private folded({ checkpoint, numbersAt }: Folded): Checkpoint {
    this.plannerFigures.grownTo(checkpoint.logSize);
    if (numbersAt !== this.numbersAt) this.numbersSinceMs = performance.now();
    this.numbersAt = numbersAt;
    if (this.leaderboards.resting.isFor(numbersAt)) return checkpoint;
    const restAtMs = Math.max(this.numbersSinceMs + REST_AFTER_MS, this.restAgainAtMs);
    this.resting = setTimeout(() => {
      // Only a head start: without it the boards are asked from the tables.
      this.rest().catch(() => this.leaderboards.resting.forget());
    }, restAtMs - performance.now()).unref();
    return checkpoint;
  }

  /** Takes the boards that grow with the number of people into memory, until a number changes. */
  async rest(): Promise<void> {
    const startedMs = performance.now();
    try {
      await this.loadBoards();
    } finally {
      const endedMs = performance.now();
      this.restAgainAtMs = endedMs + REST_PAUSE_FACTOR * (endedMs - startedMs);
    }
  }

  private async loadBoards(): Promise<void> {
    const { schema, calendar, leaderboards } = this;
    const { numbersAt, lastPriceAt } = await this.foldState();
    const prices = pricesAsOf(lastPriceAt, undefined);
    const windows = await this.read((session) => keptWindows(session, schema, calendar.zone));
    leaderboards.resting.forget(numbersAt);
    const question = { schema, keptZone: calendar.zone, subject: 'actors', upTo: undefined, recent: true } as const;
    const ask: AskAtRest = (work) =>
      this.read(async (session, now) => (now.numbersAt === numbersAt ? work(session) : undefined));
    for (const bounds of windows) {
      if (!(await leaderboards.resting.load(ask, { ...question, bounds, activeDays: false, prices }))) return;
    }
  }

  /** A connection's first questions take several times as long as the next: the database looks up what it works with. */
  private async warmUp(): Promise<void> {
    for (const window of ['all', 'day'] as const) {
      const board = { subject: 'actors', metric: 'tokens', window, limit: 100 } as const;
      await this.leaderboard({ ...board, atMs: this.nowMs(), tz: this.calendar.zone });
    }
  }

  async leaderboard(query: LeaderboardQuery): Promise<{ answer: Leaderboard; at: Checkpoint }> {
    const { schema, calendar, leaderboards } = this;
    const context = ({ checkpoint: now, lastPriceAt, numbersAt }: FoldState) => ({
      ...{ schema, keptZone: calendar.zone, now, lastPriceAt, numbersAt, nowMs: this.nowMs() },
    });
    // with one connection for all, whoever has waited for it asks everything at once
    const known = this.store.concurrent ? leaderboards.known(query, context(await this.foldState())) : undefined;
    return known ?? this.read((session, state) => leaderboards.answer(session, query, context(state)));
  }

  async usage(query: UsageQuery): Promise<{ answer: { points: readonly UsagePoint[] }; at: Checkpoint }> {
    return this.read(async (session, { checkpoint: now, lastPriceAt }) => {
      const at = await this.asOf(session, now, query.asOfPosition);
      const points = await usageSeries(session, this.schema, this.calendar.zone, query, lastPriceAt);
      return { answer: { points }, at };
    });
  }

  async events(
    query: EventsQuery,
  ): Promise<{ answer: { events: readonly AuditRow[]; nextCursor: string | null }; at: Checkpoint }> {
    return this.read(async (session, { checkpoint: now }) => {
      const at = await this.asOf(session, now, query.asOfPosition);
      return { answer: await auditTrail(session, this.schema, this.ledgerId, query), at };
    });
  }

  groups(options: { readonly fresh: boolean }): Promise<GroupBook> {
    return this.groupBooks.current(options.fresh);
  }

  groupCosts(query: { kind: GroupKind; window: Window; atMs: number }): Promise<ReadonlyMap<string, GroupCost>> {
    const bounds = windowAt(query.window, query.atMs, this.calendar.zone);
    const today = new LocalCalendar(this.calendar.zone).dayOf(this.nowMs());
    return this.read((session) => groupCosts(session, this.schema, query.kind, bounds, today));
  }

  async own(query: OwnQuery): Promise<{ answer: OwnNumbers; at: Checkpoint }> {
    return this.read(async (session, { checkpoint: at, numbersAt }) => {
      const { schema, calendar, leaderboards } = this;
      return { answer: await ownNumbers(session, schema, calendar.zone, leaderboards, numbersAt, query), at };
    });
  }

  async house(): Promise<{ answer: House; at: Checkpoint }> {
    return this.read(async (session, { checkpoint: at }) => {
      return { answer: await houseRules(session, this.schema), at };
    });
  }

  namedAmong(actors: readonly string[]): Promise<ReadonlySet<string>> {
    return namedAmong({ query: this.store.ask.bind(this.store) }, this.schema, actors);
  }

  async views(
    query: ViewsQuery,
  ): Promise<{ answer: { views: readonly DataView[]; nextCursor: string | null }; at: Checkpoint }> {
    return this.read(async (session, { checkpoint: at }) => {
      return { answer: await viewsOf(session, this.schema, this.ledgerId, query), at };
    });
  }

  async decisions(
    query: DecisionsQuery,
  ): Promise<{ answer: { decisions: readonly DecisionRow[]; nextCursor: string | null }; at: Checkpoint }> {
    return this.read(async (session, { checkpoint: now }) => {
      const at = await this.asOf(session, now, query.asOfPosition);
      return { answer: await decisionsPage(session, this.schema, this.ledgerId, query), at };
    });
  }

  async prices(
    query: PricesQuery,
  ): Promise<{ answer: { prices: readonly PriceListing[]; nextCursor: string | null }; at: Checkpoint }> {
    return this.read(async (session, { checkpoint: now }) => {
      const at = await this.asOf(session, now, query.asOfPosition);
      return { answer: await priceListings(session, this.schema, this.ledgerId, query), at };
    });
  }

  async explain(query: ExplainQuery): Promise<{ answer: Explanation; at: Checkpoint }> {
    return this.read((session, { checkpoint: now }) =>
      explain(session, query, {
        ...{ schema: this.schema, keptZone: this.calendar.zone, books: this.booksAsked },
        now,
      }),
    );
  }

  async digest(): Promise<{ answer: Digest; at: Checkpoint }> {
    return this.read(async (session, { checkpoint: at }) => {
      return { answer: await digestTables(session, this.schema), at };
    });
  }

  async positionAsOf(timeMs: number): Promise<Position> {
    return this.read((session, { checkpoint }) => positionAsOf(session, this.schema, checkpoint, timeMs));
  }

  async close(): Promise<void> {
    clearTimeout(this.resting);
    await this.plannerFigures.settled();
    await this.store.close();
  }

  async rebuild(options: RebuildOptions): Promise<Rebuilt> {
    const { store, schema, ledgerId, calendar } = this;
    const rebuilt = await rebuild({ store, schema, ledgerId, calendar }, options);
    this.leaderboards.forget();
    this.groupBooks.forget();
    return rebuilt;
  }

  /** Holds the checkpoint's table before the snapshot is taken, so that a rebuild cannot swap the tables in between. */
  private read<T>(work: (session: SqlSession, state: FoldState) => Promise<T>): Promise<T> {
    const { schema, ledgerId } = this;
    return this.store.readFrom<FoldStateRow, T>(
      { held: `${schema}.projection_checkpoint`, text: foldStateSql(schema) },
      (session, rows) => work(session, foldStateOf(rows, schema, ledgerId)),
    );
  }

  private async foldState(): Promise<FoldState> {
    const { schema, ledgerId, store } = this;
    return foldStateOf(await store.ask<FoldStateRow>(foldStateSql(schema)), schema, ledgerId);
  }

  private async asOf(session: SqlSession, now: Checkpoint, position: Position | undefined): Promise<Checkpoint> {
    return position === undefined ? now : checkpointAt(session, this.schema, now, position);
  }
}

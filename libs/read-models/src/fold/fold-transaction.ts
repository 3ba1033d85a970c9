import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PriceBook } from '@tallystick/domain';
import type { LedgerEvent, Position } from '@tallystick/ledger-store';
import type { LocalCalendar } from '../calendar/local-calendar.js';
import { Fenced } from '../read-models-errors.js';
import { USAGE_EVENT_COLUMNS } from '../schema/tables.js';
import { SqlError, UNIQUE_VIOLATION } from '../sql/sql-store.js';
import type { SqlSession } from '../sql/sql-store.js';
import { writeAccessFacts } from './access-fact.js';
import { auditLine } from './audit-lines.js';
import type { FoldedStatus } from './audit-lines.js';
import { BoardSums } from './board-sums.js';
import { moveCheckpoint, readFoldState } from './checkpoint-row.js';
import type { Folded, FoldState } from './checkpoint-row.js';
import { decideStatuses } from './decide-status.js';
import { priceOf } from './price-of.js';
import { PriceBooks } from './price-books.js';
import { writePrices } from './price-fact.js';
import { readPage } from './read-page.js';
import type { FactPage } from './read-page.js';
import { reprice } from './reprice.js';
import { UsageDays } from './usage-days.js';
import { writeDecisions } from './write-decisions.js';

type Statuses = 'all-counted' | readonly FoldedStatus[];

/** Events summed in one go: a statement's answer, and the next statement, wait no longer than that takes. */
const EVENTS_A_TURN = 500;

/** Folds pages inside one database transaction; the boards are written once, at its end. */
export class FoldTransaction {
  private readonly boards: BoardSums;
  private readonly days: UsageDays;
  /** Written, but not yet in the sums: that is done while the database takes the next page. */
  private uncounted: { readonly page: FactPage; readonly statuses: Statuses } | undefined;
  /** After a page with repeated keys the next one is looked up before it is written. */
  private expectRepeats = false;

  private constructor(
    private readonly session: SqlSession,
    private readonly schema: string,
    private readonly calendar: LocalCalendar,
    private readonly from: FoldState,
    private state: Folded,
    /** As of what is written; what is in the sums was priced by it. */
    private book: PriceBook,
  ) {
    this.boards = new BoardSums(session, schema);
    this.days = new UsageDays(session, schema);
  }

  /** @throws Fenced the checkpoint is not at `after` */
  static async begin(
    session: SqlSession,
    schema: string,
    calendar: LocalCalendar,
    ledgerId: string,
    after: Position,
    books = new PriceBooks(),
  ): Promise<FoldTransaction> {
    const state = await readFoldState(session, schema, ledgerId, 'for update');
    if (state.checkpoint.position !== after) throw new Fenced(after, state.checkpoint.position);
    const book = await books.at(session, schema, state.lastPriceAt);
    return new FoldTransaction(session, schema, calendar, state, state, book);
  }

  /** Leaves folded before this transaction. */
  get began(): number {
    return this.from.checkpoint.logSize;
  }

  /** Reads and checks the next page; nothing is written yet. @throws Poison */
  read(events: readonly LedgerEvent[], after?: FactPage): FactPage {
    return readPage(
      after === undefined
        ? { ...this.state.checkpoint, latestRecordedAtMs: this.state.latestRecordedAtMs }
        : { ...after, position: after.lastPosition },
      events,
    );
  }

  async write(page: FactPage): Promise<void> {
    if (page.facts.length > 0) this.uncounted = { page, statuses: await this.writeAuditRows(page) };
    await this.writeDecisions(page);
    await this.writePrices(page);
    await writeAccessFacts(this.session, this.schema, page.access);
    await this.writeLedgerTimes(page);
    await this.writeOtherEvents(page);
    this.state = {
      checkpoint: {
        ledgerId: this.from.checkpoint.ledgerId,
        position: page.lastPosition as Position,
        recordedAt: page.lastRecordedAtMs === null ? null : new Date(page.lastRecordedAtMs).toISOString(),
        logSize: page.logSize,
      },
      latestRecordedAtMs: page.latestRecordedAtMs,
      numbersAt: page.numbersAt ?? this.state.numbersAt,
    };
  }

  /** @throws Fenced */
  async finish(): Promise<Folded> {
    await this.count();
    await this.boards.finish();
    await this.days.finish();
    await moveCheckpoint(this.session, this.schema, this.from.checkpoint.position, this.state);
    return this.state;
  }

  /** Brings the page written last into the sums. */
  private async count(): Promise<void> {
    if (this.uncounted === undefined) return;
    const { page, statuses } = this.uncounted;
    this.uncounted = undefined;
    for (const [i, fact] of page.facts.entries()) {
      this.days.add(fact.occurredAtMs, fact.position);
      if (statuses === 'all-counted' || statuses[i] === 'counted') {
        this.boards.add(fact, this.calendar.dayOf(fact.occurredAtMs), 1, priceOf(this.book, fact, fact));
      }
      if (i % EVENTS_A_TURN === EVENTS_A_TURN - 1) await nextTurn();
    }
  }

  /**
   * Mostly every key is new: then one COPY is all, and the unique index proves it. When the index objects, the keys
   * are looked up and the page is written again with what each event turned out to be.
   */
  private async writeAuditRows({ facts, lines }: FactPage): Promise<Statuses> {
    if (!this.expectRepeats && facts.every((fact) => fact.recorded)) {
      await this.session.query('savepoint audit_rows');
      const counting = this.count();
      try {
        await this.copy(lines);
        await this.session.query('release savepoint audit_rows');
        return 'all-counted';
      } catch (error) {
        if (!(error instanceof SqlError) || error.code !== UNIQUE_VIOLATION) throw error;
        await this.session.query('rollback to savepoint audit_rows');
      } finally {
        await counting;
        await this.boards.relieve();
      }
    }
    await this.count();
    const statuses = await decideStatuses(this.session, this.schema, facts);
    this.expectRepeats = statuses.some((status) => status !== 'counted');
    await this.copy(facts.map((fact, i) => auditLine(fact, statuses[i] ?? 'counted')).join(''));
    await this.boards.relieve();
    return statuses;
  }

  /** What a decision takes off must be in the sums first, so the page's own events are counted before. */
  private async writeDecisions({ decisions }: FactPage): Promise<void> {
    if (decisions.length === 0) return;
    await this.count();
    for await (const adjustments of writeDecisions(this.session, this.schema, decisions)) {
      for (const adjustment of adjustments) {
        const { version, attributes, events } = adjustment;
        const { occurredAtMs } = version;
        const cost = priceOf(this.book, adjustment, {
          occurredAtMs,
          provider: attributes.provider!,
          model: attributes.model!,
        });
        this.boards.add(adjustment, this.calendar.dayOf(occurredAtMs), events, cost);
      }
      await this.boards.relieve();
    }
  }

  /** Everything written is brought into the sums by the book as it was, and then to what the new prices say. */
  private async writePrices({ prices }: FactPage): Promise<void> {
    if (prices.length === 0) return;
    await this.count();
    await writePrices(this.session, this.schema, prices);
    const { book, changes } = this.book.list(prices);
    this.book = book;
    await reprice(this.session, this.schema, this.calendar, changes, this.boards);
  }

  private copy(lines: string): Promise<void> {
    return this.session.copyIn(`${this.schema}.usage_event (${USAGE_EVENT_COLUMNS.join(', ')})`, lines);
  }

  private async writeLedgerTimes({ rises }: FactPage): Promise<void> {
    if (rises.length === 0) return;
    const lines = rises.map((rise) => `${new Date(rise.recordedAtMs).toISOString()}\t${rise.previousPosition}\n`);
    await this.session.copyIn(`${this.schema}.ledger_time (recorded_at, previous_position)`, lines.join(''));
  }

  private async writeOtherEvents({ others }: FactPage): Promise<void> {
    if (others.length === 0) return;
    const lines = others.map(
      ({ position, leafIndex, recordedAtMs }) =>
        `${position}\t${leafIndex}\t${recordedAtMs === null ? '\\N' : new Date(recordedAtMs).toISOString()}\n`,
    );
    await this.session.copyIn(`${this.schema}.other_event (position, leaf_index, recorded_at)`, lines.join(''));
  }
}

import type { LedgerEvent, Position } from '@tallystick/ledger-store';
import type { LocalCalendar } from '../calendar/local-calendar.js';
import type { Checkpoint } from '../read-models.js';
import { Fenced } from '../read-models-errors.js';
import { USAGE_EVENT_COLUMNS } from '../schema/tables.js';
import { SqlError, UNIQUE_VIOLATION } from '../sql/sql-store.js';
import type { SqlSession } from '../sql/sql-store.js';
import { auditLine } from './audit-lines.js';
import type { FoldedStatus } from './audit-lines.js';
import { CellDeltas } from './cell-deltas.js';
import { moveCheckpoint, readFoldState } from './checkpoint-row.js';
import type { FoldState } from './checkpoint-row.js';
import { decideStatuses } from './decide-status.js';
import { readPage } from './read-page.js';
import type { FactPage } from './read-page.js';
import { writeCells } from './write-cells.js';

/** Day cells (about 200 bytes each) held in memory before they are written, within one transaction. */
const MAX_CELLS_IN_MEMORY = 100_000;

/** Folds pages inside one database transaction; the boards are written once, at its end. */
export class FoldTransaction {
  private readonly deltas = new CellDeltas();
  /** After a page with repeated keys the next one is looked up before it is written. */
  private expectRepeats = false;

  private constructor(
    private readonly session: SqlSession,
    private readonly schema: string,
    private readonly calendar: LocalCalendar,
    private readonly began: FoldState,
    private state: Pick<FoldState, 'checkpoint' | 'latestRecordedAtMs'>,
  ) {}

  /** @throws Fenced the checkpoint is not at `after` */
  static async begin(
    session: SqlSession,
    schema: string,
    calendar: LocalCalendar,
    ledgerId: string,
    after: Position,
  ): Promise<FoldTransaction> {
    const state = await readFoldState(session, schema, ledgerId, 'for update');
    if (state.checkpoint.position !== after) throw new Fenced(after, state.checkpoint.position);
    return new FoldTransaction(session, schema, calendar, state, state);
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
    if (page.facts.length > 0) {
      const statuses = await this.writeAuditRows(page);
      for (const [i, fact] of page.facts.entries()) {
        if (statuses === 'all-counted' || statuses[i] === 'counted') {
          this.deltas.add(fact, this.calendar.dayOf(fact.occurredAtMs));
        }
      }
    }
    await this.writeLedgerTimes(page);
    await this.writeOtherEvents(page);
    this.state = {
      checkpoint: {
        ledgerId: this.began.checkpoint.ledgerId,
        position: page.lastPosition as Position,
        recordedAt: page.lastRecordedAtMs === null ? null : new Date(page.lastRecordedAtMs).toISOString(),
        logSize: page.logSize,
      },
      latestRecordedAtMs: page.latestRecordedAtMs,
    };
    if (this.deltas.size >= MAX_CELLS_IN_MEMORY) await writeCells(this.session, this.schema, this.deltas);
  }

  /** @throws Fenced */
  async finish(): Promise<Checkpoint> {
    await writeCells(this.session, this.schema, this.deltas);
    await moveCheckpoint(this.session, this.schema, this.began.checkpoint.position, this.state);
    return this.state.checkpoint;
  }

  /**
   * Mostly every key is new: then one COPY is all, and the unique index proves it. When the index objects, the keys
   * are looked up and the page is written again with what each event turned out to be.
   */
  private async writeAuditRows({ facts }: FactPage): Promise<'all-counted' | readonly FoldedStatus[]> {
    if (!this.expectRepeats && facts.every((fact) => fact.recorded)) {
      await this.session.query('savepoint audit_rows');
      try {
        await this.copy(facts.map((fact) => auditLine(fact, 'counted')));
        await this.session.query('release savepoint audit_rows');
        return 'all-counted';
      } catch (error) {
        if (!(error instanceof SqlError) || error.code !== UNIQUE_VIOLATION) throw error;
        await this.session.query('rollback to savepoint audit_rows');
      }
    }
    const statuses = await decideStatuses(this.session, this.schema, facts);
    this.expectRepeats = statuses.some((status) => status !== 'counted');
    await this.copy(facts.map((fact, i) => auditLine(fact, statuses[i] ?? 'counted')));
    return statuses;
  }

  private copy(lines: readonly string[]): Promise<void> {
    return this.session.copyIn(`${this.schema}.usage_event (${USAGE_EVENT_COLUMNS.join(', ')})`, lines.join(''));
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

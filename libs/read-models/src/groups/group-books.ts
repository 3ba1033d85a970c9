import { setTimeout as wait } from 'node:timers/promises';
import type { Checkpoint, GroupBook } from '../read-models.js';
import type { SqlSession } from '../sql/sql-store.js';
import { rowsOf } from './group-book.js';
import type { GroupDay, GroupRows } from './group-book.js';
import { dayBounds, dayNumberAt, daysTouchedSince, daysWithUsage, groupDay } from './group-days.js';

/** A question waits so long for a newer book, and takes the one before when it is not there. */
const WAIT_MS = 10;
/** Days that change while others are read are read again; after so many rounds the book stands for where the last began. */
const MAX_ROUNDS = 5;
/**
 * After a refresh that read days, the next begins no sooner than this, and no sooner than after so many times what it took:
 * what may be shown of a changed book is worked out anew, and that takes a moment in which nobody is answered.
 */
const PAUSE_MS = 60_000;
const PAUSE_FACTOR = 10;
/** People of a day in a row, 4 bytes each. */
const MAX_ENTRIES = 100_000_000;

export interface GroupBooksParts {
  readonly schema: string;
  readonly zone: string;
  readonly now: () => number;
  readonly read: <T>(work: (session: SqlSession, checkpoint: Checkpoint) => Promise<T>) => Promise<T>;
}

/**
 * Keeps the people and sums behind the boards of groups in memory, by day. Days that are over seldom change: a new
 * checkpoint costs a look at the events since, and a day that they are about is read again, whole.
 */
export class GroupBooks {
  private readonly days = new Map<number, GroupDay>();
  private readonly numbers = new Map<string, number>();
  private book: GroupBook | undefined;
  private refreshing: Promise<GroupBook> | undefined;
  private restUntilMs = -Infinity;

  constructor(private readonly parts: GroupBooksParts) {}

  /** @param fresh as of the present checkpoint; else it may be a moment older */
  async current(fresh: boolean): Promise<GroupBook> {
    if (fresh || this.book === undefined) {
      await this.refreshing; // began before the question
      return this.refresh();
    }
    if (performance.now() < this.restUntilMs) return this.book;
    const late = new AbortController();
    const last = this.book;
    try {
      return await Promise.race([this.refresh(), wait(WAIT_MS, last, { signal: late.signal })]);
    } finally {
      late.abort();
    }
  }

  /** After a rebuild, which may have put other numbers at the same positions. */
  forget(): void {
    this.book = undefined;
    this.days.clear();
  }

  private refresh(): Promise<GroupBook> {
    this.refreshing ??= this.read().finally(() => (this.refreshing = undefined));
    // also looked at by those who wait
    this.refreshing.catch(() => undefined);
    return this.refreshing;
  }

  private async read(): Promise<GroupBook> {
    const { zone, now } = this.parts;
    const startedMs = performance.now();
    const untilDay = dayNumberAt(now(), zone);
    const { fromMs: untilMs } = dayBounds(untilDay, zone);
    const last = this.book;
    let at = last?.at;
    let changed = false;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const { days, checkpoint } = await this.daysToRead(at, last, untilDay, untilMs, round === 0);
      at = checkpoint;
      if (days.length === 0) break;
      changed = true;
      for (const day of days) await this.readDay(day);
    }
    if (changed) {
      this.assertBounded();
      const nowMs = performance.now();
      this.restUntilMs = nowMs + Math.max(PAUSE_MS, PAUSE_FACTOR * (nowMs - startedMs));
    }
    const rows: GroupRows = changed || last === undefined ? rowsOf(this.days) : last.rows;
    this.book = { at: at!, untilDay, untilMs, zone, rows };
    return this.book;
  }

  private daysToRead(
    at: Checkpoint | undefined,
    last: GroupBook | undefined,
    untilDay: number,
    untilMs: number,
    first: boolean,
  ): Promise<{ days: readonly number[]; checkpoint: Checkpoint }> {
    const { schema, zone } = this.parts;
    return this.parts.read(async (session, checkpoint) => {
      // a database that crashed may have lost its last commits: what was read of them is folded anew
      if (at !== undefined && checkpoint.position < at.position) {
        this.days.clear();
        return { days: await daysWithUsage(session, schema, untilDay), checkpoint };
      }
      if (at === undefined) return { days: await daysWithUsage(session, schema, untilDay), checkpoint };
      const days = new Set(
        checkpoint.position > at.position ? await daysTouchedSince(session, schema, at.position, untilMs, zone) : [],
      );
      if (first) for (let day = last?.untilDay ?? untilDay; day < untilDay; day++) days.add(day);
      return { days: [...days].filter((day) => day < untilDay), checkpoint };
    });
  }

  private async readDay(day: number): Promise<void> {
    const bounds = dayBounds(day, this.parts.zone);
    const record = await this.parts.read((session) =>
      groupDay(session, this.parts.schema, bounds, (actor) => this.numberOf(actor)),
    );
    if (record.everybody.people.length > 0) this.days.set(day, record);
    else this.days.delete(day);
  }

  private numberOf(actor: string): number {
    let number = this.numbers.get(actor);
    if (number === undefined) this.numbers.set(actor, (number = this.numbers.size));
    return number;
  }

  private assertBounded(): void {
    let entries = 0;
    for (const { kinds } of this.days.values()) {
      for (const subjects of kinds.values()) for (const { people } of subjects.values()) entries += people.length;
    }
    if (entries > MAX_ENTRIES)
      throw new Error(`groups of more than ${MAX_ENTRIES} people and days do not fit in memory`);
  }
}

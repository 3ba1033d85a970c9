import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LedgerEvent } from '@tallystick/ledger-store';
import { Poison } from '../read-models-errors.js';
import type { FoldTransaction } from './fold-transaction.js';
import { emptyAfter, joinPages } from './read-page.js';
import type { FactPage } from './read-page.js';

/** Events and time after which a long transaction ends: bounds what a crash has to do again. */
const MAX_EVENTS = 1_000_000;
const MAX_MS = 30_000;
/** Events read in one go (about 2 ms): the database's answers, and what it is told next, wait no longer. */
const SLICE_EVENTS = 200;
/** Events that wait for the write before theirs; reading stops there. */
const MAX_WAITING_EVENTS = 10_000;

/** Reads and checks events while those before are on their way into the database, which gets all that is ready. */
export async function writePages(
  fold: FoldTransaction,
  pages: AsyncIterable<readonly LedgerEvent[]>,
  endEarly: () => boolean,
): Promise<void> {
  const startedMs = performance.now();
  const writer = new Writer(fold);
  let ready: FactPage | undefined;
  let events = 0;
  const full = () => events >= MAX_EVENTS || performance.now() - startedMs >= MAX_MS || endEarly();
  try {
    for await (const slice of slicesOf(pages)) {
      const { facts, poison } = readUpToPoison(fold, slice, ready);
      ready = ready === undefined ? facts : joinPages(ready, facts);
      events += slice.length;
      if (poison !== undefined) {
        if (facts.logSize === fold.began) throw poison;
        break;
      }
      if (writer.idle || ready.facts.length + ready.decisions.length >= MAX_WAITING_EVENTS) {
        await writer.write(ready);
        ready = emptyAfter(ready);
      }
      if (full()) break;
      await nextTurn();
    }
    if (ready !== undefined) await writer.write(ready);
  } finally {
    await writer.done();
  }
}

/** One write at a time. */
class Writer {
  idle = true;
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly fold: FoldTransaction) {}

  /** Resolves when the write before is done and this one has begun. */
  async write(page: FactPage): Promise<void> {
    await this.writing;
    this.idle = false;
    this.writing = this.fold.write(page).finally(() => (this.idle = true));
    // looked at by the next `write` or by `done`
    this.writing.catch(() => undefined);
  }

  done(): Promise<void> {
    return this.writing;
  }
}

async function* slicesOf(pages: AsyncIterable<readonly LedgerEvent[]>): AsyncGenerator<readonly LedgerEvent[]> {
  for await (const page of pages) {
    for (let i = 0; i < page.length; i += SLICE_EVENTS) yield page.slice(i, i + SLICE_EVENTS);
  }
}

/** The sound events before the first that cannot be folded. */
function readUpToPoison(
  fold: FoldTransaction,
  events: readonly LedgerEvent[],
  last: FactPage | undefined,
): { facts: FactPage; poison?: Poison } {
  try {
    return { facts: fold.read(events, last) };
  } catch (error) {
    if (!(error instanceof Poison)) throw error;
    const sound = events.filter(({ position }) => position < error.position);
    return { facts: fold.read(sound, last), poison: error };
  }
}

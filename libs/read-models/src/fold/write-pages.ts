import type { LedgerEvent } from '@tallystick/ledger-store';
import { Poison } from '../read-models-errors.js';
import type { FoldTransaction } from './fold-transaction.js';
import type { FactPage } from './read-page.js';

/** Events and time after which a long transaction ends: bounds what a crash has to do again. */
const MAX_EVENTS = 500_000;
const MAX_MS = 20_000;

/** Writes pages as they come; each is read and checked while the one before is on its way into the database. */
export async function writePages(
  fold: FoldTransaction,
  pages: AsyncIterable<readonly LedgerEvent[]>,
  endEarly: () => boolean,
): Promise<void> {
  const startedMs = performance.now();
  let writing: Promise<void> = Promise.resolve();
  let last: FactPage | undefined;
  let events = 0;
  try {
    for await (const page of pages) {
      const { facts, poison } = readUpToPoison(fold, page, last);
      last = facts;
      await writing;
      writing = fold.write(facts);
      // looked at by `await writing` in the next turn or below
      writing.catch(() => undefined);
      events += page.length;
      if (poison !== undefined) {
        if (events === page.length && facts.facts.length + facts.others.length === 0) throw poison;
        break;
      }
      if (events >= MAX_EVENTS || performance.now() - startedMs >= MAX_MS || endEarly()) break;
    }
  } finally {
    await writing;
  }
}

/** The sound events before the first that cannot be folded. */
function readUpToPoison(
  fold: FoldTransaction,
  page: readonly LedgerEvent[],
  last: FactPage | undefined,
): { facts: FactPage; poison?: Poison } {
  try {
    return { facts: fold.read(page, last) };
  } catch (error) {
    if (!(error instanceof Poison)) throw error;
    const sound = page.filter(({ position }) => position < error.position);
    return { facts: fold.read(sound, last), poison: error };
  }
}

import { openLmdbLedger, START, type LedgerEvent, type LedgerStore } from '@tallystick/ledger-store';
import { failureLine } from '../failure.js';
import { NotChecked, Tampered } from './verdict.js';

const PAGE_EVENTS = 2_000;

/** The ledger of a data folder, held against its log entry by entry. */
export class LedgerBeside implements AsyncDisposable {
  readonly #events: AsyncGenerator<LedgerEvent, undefined>;
  /** The first entry that differs. It counts only if the log itself turns out to be sound. */
  #fault: Tampered | undefined;

  private constructor(private readonly store: LedgerStore) {
    this.#events = eventsOf(store);
  }

  /** @throws NotChecked */
  static async open(dir: string): Promise<LedgerBeside> {
    try {
      return new LedgerBeside(await openLmdbLedger({ dir }));
    } catch (error) {
      throw new NotChecked(`the ledger in ${dir} cannot be opened: ${failureLine(error)}`);
    }
  }

  /** The log's next entries, in order. */
  async compare(first: number, entries: readonly Uint8Array[]): Promise<void> {
    for (let i = 0; i < entries.length && this.#fault === undefined; i += 1) {
      this.#fault = await this.#compareOne(first + i, entries[i] as Uint8Array);
    }
  }

  /** @throws Tampered the ledger does not hold what the log does */
  assertEqual(): void {
    if (this.#fault !== undefined) throw this.#fault;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#events.return(undefined);
    await this.store.close();
  }

  async #compareOne(entry: number, logged: Uint8Array): Promise<Tampered | undefined> {
    try {
      const { value: event } = await this.#events.next();
      if (event === undefined)
        return new Tampered(
          `the ledger ends before entry ${entry}, which the log holds: it was dropped from the ledger`,
          { entry },
        );
      if (Buffer.compare(event.entry, logged) === 0) return undefined;
      const place = `position ${event.position}, ${event.stream} revision ${event.revision}`;
      return new Tampered(`the ledger was changed: entry ${entry} (${place}) is not what the log holds`, { entry });
    } catch (error) {
      return new Tampered(`the ledger is damaged: entry ${entry} cannot be read from it (${failureLine(error)})`, {
        entry,
      });
    }
  }
}

async function* eventsOf(store: LedgerStore): AsyncGenerator<LedgerEvent, undefined> {
  for (let after = START; ;) {
    const page = await store.readAll({ after, limit: PAGE_EVENTS });
    yield* page.events;
    if (page.atEnd) return undefined;
    after = page.last;
  }
}

import { LedgerUnavailable, OutcomeUnknown, WrongExpectedRevision } from '../port/ledger-errors.js';
import type {
  Appended,
  ExpectedRevision,
  LedgerEvent,
  LedgerStore,
  NewEvent,
  NonEmpty,
  Position,
  Revision,
} from '../port/ledger-store.js';

/** Looked through for an event of ours, should somebody else have written to our stream. */
const MAX_FOREIGN_EVENTS = 10_000;

/** An append that is durable, with the position of each event. */
export interface StoredEvents {
  readonly positions: readonly Position[];
  /** See `Appended.previousTail`. */
  readonly previousTail: Position | undefined;
}

/**
 * One stream's writer. Knows the exact revision it stands at, or knows that it does not know; never appends in doubt.
 */
export class StreamWriter {
  #expected: ExpectedRevision | undefined;

  /** @param expected where the caller knows that the stream ends; undefined: `open` first */
  constructor(
    readonly store: LedgerStore,
    readonly stream: string,
    expected?: ExpectedRevision,
  ) {
    this.#expected = expected;
  }

  /** True when the stream's end must be read (`open`) before the next append. */
  get inDoubt(): boolean {
    return this.#expected === undefined;
  }

  /** Reads the stream's end and stands there; gives the last event of our making. @throws LedgerUnavailable */
  async open(): Promise<LedgerEvent | undefined> {
    this.#expected = undefined;
    const last = await this.#lastOf(1, () => true);
    this.#expected = last === undefined ? 'no-stream' : last.revision;
    return last?.raw === undefined ? last : this.#lastOf(MAX_FOREIGN_EVENTS, (event) => event.raw === undefined);
  }

  async #lastOf(limit: number, wanted: (event: LedgerEvent) => boolean): Promise<LedgerEvent | undefined> {
    for await (const event of this.store.readStream(this.stream, { from: 'end', direction: 'backwards', limit })) {
      if (wanted(event)) return event;
    }
    return undefined;
  }

  /**
   * Appends at the known end. An unknown outcome is settled here by reading the stream's end.
   * @throws WrongExpectedRevision another writer is here; nothing of this append is stored; `open` again
   * @throws LedgerUnavailable not stored, or (`inDoubt`) it could not be found out: `open` and decide again
   * @throws AppendTooLarge nothing was stored
   */
  async append(events: NonEmpty<NewEvent>): Promise<StoredEvents> {
    const expected = this.#expected;
    if (expected === undefined) throw new Error(`stream ${this.stream}: append in doubt, open() first`);
    try {
      const appended = await this.store.append(this.stream, events, expected);
      const { positions, previousTail } = appended;
      if (positions === undefined || previousTail === undefined) return await this.#readBack(events, appended);
      this.#expected = appended.lastRevision;
      return { positions, previousTail };
    } catch (error) {
      if (error instanceof OutcomeUnknown) return this.#settle(events, expected, error);
      if (error instanceof WrongExpectedRevision) this.#expected = undefined;
      throw error;
    }
  }

  /** Finds out whether an append of unknown outcome is stored, from what stands at the stream's end. */
  async #settle(events: NonEmpty<NewEvent>, expected: ExpectedRevision, cause: OutcomeUnknown): Promise<StoredEvents> {
    this.#expected = undefined;
    const found = await this.#readFrom(nextRevision(expected), events.length, cause);
    if (found.length === 0) {
      this.#expected = expected;
      throw new LedgerUnavailable(`append to ${this.stream} is not stored: ${cause.message}`, { cause });
    }
    const stored = found.length === events.length && events.every((event, at) => saysTheSame(event, found[at]!));
    if (!stored) throw new WrongExpectedRevision(this.stream, expected, 'unknown');
    this.#expected = found[found.length - 1]!.revision;
    return { positions: found.map((event) => event.position), previousTail: undefined };
  }

  /**
   * Of a store that does not tell positions with the append, and of one that took it for a repeat: it does so by the
   * ids alone, and an earlier append of unknown outcome may have landed late, with other claims under the same keys.
   */
  async #readBack(events: NonEmpty<NewEvent>, { firstRevision, lastRevision }: Appended): Promise<StoredEvents> {
    this.#expected = undefined; // stored, but not yet answered for: a failing read leaves the writer in doubt
    const found = await this.#readFrom(firstRevision, events.length);
    if (found.length !== events.length) {
      throw new LedgerUnavailable(
        `stream ${this.stream}: read ${found.length} of ${events.length} events just appended`,
      );
    }
    if (!events.every((event, at) => saysTheSame(event, found[at]!))) {
      throw new WrongExpectedRevision(this.stream, revisionBefore(firstRevision), 'unknown');
    }
    this.#expected = lastRevision;
    return { positions: found.map((event) => event.position), previousTail: undefined };
  }

  async #readFrom(from: Revision, limit: number, cause?: Error): Promise<LedgerEvent[]> {
    const found: LedgerEvent[] = [];
    try {
      for await (const event of this.store.readStream(this.stream, { from, direction: 'forwards', limit })) {
        found.push(event);
      }
    } catch (error) {
      const reason = cause === undefined ? '' : ` after an append of unknown outcome (${cause.message})`;
      throw new LedgerUnavailable(`stream ${this.stream} cannot be read${reason}`, { cause: error });
    }
    return found;
  }
}

const nextRevision = (expected: ExpectedRevision): Revision =>
  (expected === 'no-stream' ? 0n : expected + 1n) as Revision;
const revisionBefore = (first: Revision): ExpectedRevision => (first === 0n ? 'no-stream' : ((first - 1n) as Revision));

/** The same event with the same claim; when and from where it came may differ. Canonical data stands first in an entry. */
function saysTheSame({ id, data }: NewEvent, found: LedgerEvent): boolean {
  if (found.id !== id) return false;
  const claim = Buffer.from(`{"data":${data},`);
  return claim.equals(found.entry.subarray(0, claim.length));
}

import {
  LedgerUnavailable,
  OutcomeUnknown,
  WrongExpectedRevision,
  type Appended,
  type ExpectedRevision,
  type LedgerEvent,
  type LedgerStore,
  type NewEvent,
  type NonEmpty,
  type Position,
  type Revision,
} from '@tallystick/ledger-store';

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
      const positions = appended.positions ?? (await this.#positionsOf(appended));
      this.#expected = appended.lastRevision;
      return { positions, previousTail: appended.previousTail };
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
    const stored = found.length === events.length && events.every((event, at) => event.id === found[at]!.id);
    if (!stored) throw new WrongExpectedRevision(this.stream, expected, 'unknown');
    this.#expected = found[found.length - 1]!.revision;
    return { positions: found.map((event) => event.position), previousTail: undefined };
  }

  /** Of a store that does not tell positions with the append. */
  async #positionsOf(appended: Appended): Promise<readonly Position[]> {
    const count = Number(appended.lastRevision - appended.firstRevision) + 1;
    this.#expected = undefined; // stored, but not yet answered for: a failing read leaves the writer in doubt
    const found = await this.#readFrom(appended.firstRevision, count);
    if (found.length !== count) {
      throw new LedgerUnavailable(`stream ${this.stream}: read ${found.length} of ${count} events just appended`);
    }
    return found.map((event) => event.position);
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

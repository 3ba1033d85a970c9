import { LedgerUnavailable, OutcomeUnknown } from '../port/ledger-errors.js';
import type { Appended, ExpectedRevision, LedgerStore, NewEvent, NonEmpty } from '../port/ledger-store.js';

/** What happens to the next append. Each fault has its pair: stored and not stored. */
export type AppendFault =
  | 'unavailable, not stored'
  | 'unknown, not stored'
  | 'unknown, but stored'
  | 'unknown, stored, then unreadable'
  | 'unknown, not stored, then unreadable'
  | 'crash before'
  | 'crash after';

/** The process is gone: whoever holds this ledger gets no more answers. */
export class Crashed extends Error {
  override readonly name = 'Crashed';
}

/** A ledger that fails as told. Without faults it is the store that it wraps. */
export class FaultyLedger implements LedgerStore {
  readonly faults: AppendFault[] = [];
  /** Calls that read fail this often. */
  unreadable = 0;
  crashed = false;
  appends = 0;

  constructor(private readonly inner: LedgerStore) {}

  get ledgerId(): string {
    return this.inner.ledgerId;
  }

  get maxAppendBytes(): number {
    return this.inner.maxAppendBytes;
  }

  async append(stream: string, events: NonEmpty<NewEvent>, expected: ExpectedRevision): Promise<Appended> {
    this.#assertAlive();
    this.appends++;
    const fault = this.faults.shift();
    switch (fault) {
      case undefined:
        return this.inner.append(stream, events, expected);
      case 'unavailable, not stored':
        throw new LedgerUnavailable('a fault of the test');
      case 'crash before':
        this.crashed = true;
        throw new Crashed();
      case 'crash after':
        await this.inner.append(stream, events, expected);
        this.crashed = true;
        throw new Crashed();
      case 'unknown, stored, then unreadable':
      case 'unknown, not stored, then unreadable':
        this.unreadable = 2;
        break;
      case 'unknown, but stored':
      case 'unknown, not stored':
        break;
    }
    if (fault === 'unknown, but stored' || fault === 'unknown, stored, then unreadable') {
      await this.inner.append(stream, events, expected);
    }
    throw new OutcomeUnknown('a fault of the test');
  }

  readStream(...args: Parameters<LedgerStore['readStream']>): ReturnType<LedgerStore['readStream']> {
    this.#assertReadable();
    return this.inner.readStream(...args);
  }

  async readAll(...args: Parameters<LedgerStore['readAll']>): ReturnType<LedgerStore['readAll']> {
    this.#assertReadable();
    return this.inner.readAll(...args);
  }

  async eventAt(...args: Parameters<LedgerStore['eventAt']>): ReturnType<LedgerStore['eventAt']> {
    this.#assertReadable();
    return this.inner.eventAt(...args);
  }

  async tail(): ReturnType<LedgerStore['tail']> {
    this.#assertReadable();
    return this.inner.tail();
  }

  onAppended(wake: () => void): () => void {
    return this.inner.onAppended(wake);
  }

  close(): Promise<void> {
    return this.inner.close();
  }

  #assertReadable(): void {
    this.#assertAlive();
    if (this.unreadable === 0) return;
    this.unreadable--;
    throw new LedgerUnavailable('a fault of the test');
  }

  #assertAlive(): void {
    if (this.crashed) throw new Crashed();
  }
}

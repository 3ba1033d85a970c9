import {
  fingerprintOfRecorded,
  MalformedLedgerEvent,
  parseUsageRecorded,
  USAGE_CONFLICTED,
  USAGE_RECORDED,
} from '@tallystick/events';
import {
  START,
  type IdentityEntry,
  type IdentityIndex,
  type LedgerEvent,
  type LedgerStore,
  type Position,
} from '@tallystick/ledger-store';
import { intakeLimits, type IntakeLimits } from './intake-limits.js';
import type { IntakeObserver } from './intake-observer.js';
import { realPace, type Pace } from './pace.js';

interface Waiter {
  readonly position: Position;
  readonly done: (complete: boolean) => void;
}

/**
 * Keeps the identity index up to the ledger's end: fully at `start`, then whenever somebody appended. Events that this
 * process appended itself are noted by the lane (`noteOwn`) and not read again, unless another writer came between.
 */
export class IdentityFollower {
  readonly #waiters = new Set<Waiter>();
  #stopWaking: (() => void) | undefined;
  #running: Promise<void> | undefined;
  #wokenAgain = false;
  #ownAppends = 0;
  #highestNoted = START;
  #closed = false;

  constructor(
    private readonly store: LedgerStore,
    private readonly index: IdentityIndex,
    private readonly observer: IntakeObserver,
    private readonly limits: IntakeLimits = intakeLimits,
    private readonly pace: Pace = realPace,
  ) {}

  /** Resolves when the index holds all that the ledger held when asked. @throws LedgerUnavailable */
  async start(): Promise<void> {
    await this.catchUp();
    this.#stopWaking = this.store.onAppended(() => this.#wake());
  }

  /** Reads pages until the ledger's end. @throws LedgerUnavailable */
  async catchUp(): Promise<void> {
    for (;;) {
      const after = this.index.completeUpTo();
      const page = await this.store.readAll({ after, limit: this.limits.followPageEvents });
      if (this.index.completeUpTo() !== after) continue; // the lane advanced meanwhile: this page is old
      if (page.last > after) {
        this.index.advance(identitiesOf(page.events, this.observer), page.last);
        this.#tellWaiters();
      }
      if (page.atEnd) return;
    }
  }

  /** The lane is about to append: wake-ups of its own append must not make it be read back. */
  ownAppendBegins(): void {
    this.#ownAppends++;
  }

  ownAppendEnds(): void {
    this.#ownAppends--;
    if (this.#wokenAgain) this.#wake();
  }

  /** Notes what this process just appended. `previousTail`: the ledger's end just before, where the store knows it. */
  noteOwn(entries: readonly IdentityEntry[], previousTail: Position | undefined): void {
    const last = entries[entries.length - 1];
    if (last === undefined) return;
    if (previousTail === this.index.completeUpTo()) {
      this.index.advance(entries, last.position);
      this.#tellWaiters();
    } else {
      this.index.note(entries);
      if (last.position > this.#highestNoted) this.#highestNoted = last.position;
      this.#wokenAgain = true;
    }
  }

  /** Nothing that the index holds stands behind this position. */
  seenUpTo(): Position {
    const complete = this.index.completeUpTo();
    return complete > this.#highestNoted ? complete : this.#highestNoted;
  }

  /** True once the index holds everything up to `position`; false when that took longer than `timeoutMs`. */
  waitUntilComplete(position: Position, timeoutMs: number): Promise<boolean> {
    if (this.index.completeUpTo() >= position) return Promise.resolve(true);
    if (this.#closed || this.#waiters.size >= this.limits.maxCompletenessWaiters) return Promise.resolve(false);
    this.#wake();
    return new Promise((resolve) => {
      const answered = new AbortController();
      const waiter: Waiter = {
        position,
        done: (complete) => {
          answered.abort();
          this.#waiters.delete(waiter);
          resolve(complete);
        },
      };
      this.#waiters.add(waiter);
      this.pace.sleep(timeoutMs, answered.signal).then(
        () => waiter.done(false),
        () => undefined, // answered in time
      );
    });
  }

  async stop(): Promise<void> {
    this.#closed = true;
    this.#stopWaking?.();
    for (const waiter of this.#waiters) waiter.done(false);
    await this.#running;
  }

  #wake(): void {
    this.#wokenAgain = true;
    if (this.#running !== undefined || this.#ownAppends > 0 || this.#closed) return;
    this.#running = this.#follow().finally(() => {
      this.#running = undefined;
      if (this.#wokenAgain) this.#wake();
    });
  }

  async #follow(): Promise<void> {
    while (this.#wokenAgain && this.#ownAppends === 0 && !this.#closed) {
      this.#wokenAgain = false;
      try {
        if ((await this.store.tail()) > this.index.completeUpTo()) await this.catchUp();
      } catch (error) {
        // Nothing is answered for by this: the next wake-up or waiter tries again.
        this.observer.alarm('identity-follower', `the identity index cannot follow the ledger: ${String(error)}`);
      }
    }
  }

  #tellWaiters(): void {
    if (this.#waiters.size === 0) return;
    const upTo = this.index.completeUpTo();
    for (const waiter of this.#waiters) if (waiter.position <= upTo) waiter.done(true);
  }
}

/**
 * The identities that a page of the ledger holds, in order. Other event types carry none; what somebody else wrote into
 * the ledger's server counts for nothing, and is told.
 */
export function identitiesOf(events: readonly LedgerEvent[], observer: IntakeObserver): IdentityEntry[] {
  const entries: IdentityEntry[] = [];
  const foreign: LedgerEvent[] = [];
  for (const event of events) {
    const entry = event.raw === undefined ? identityOf(event) : 'malformed';
    if (entry === 'malformed') foreign.push(event);
    else if (entry !== null) entries.push(entry);
  }
  const [first] = foreign;
  if (first !== undefined) {
    const where = `the first is ${first.type} at position ${first.position} in stream ${first.stream}`;
    observer.alarm('foreign-event', `${foreign.length} events of the ledger's server are not of our making: ${where}`);
  }
  return entries;
}

function identityOf(event: LedgerEvent): IdentityEntry | 'malformed' | null {
  if (event.type !== USAGE_RECORDED && event.type !== USAGE_CONFLICTED) return null;
  try {
    const data = parseUsageRecorded(event.type, event.data);
    return {
      key: Buffer.from(data.eventKey, 'base64url'),
      fingerprint: fingerprintOfRecorded(data),
      position: event.position,
      kind: event.type === USAGE_RECORDED ? 'recorded' : 'conflicted',
    };
  } catch (error) {
    if (error instanceof MalformedLedgerEvent) return 'malformed';
    throw error;
  }
}

import type {
  IdentityEntry,
  IdentityIndex,
  LedgerEvent,
  LedgerStore,
  NewEvent,
  NonEmpty,
  Position,
  StoredEvents,
  StreamWriter,
} from '@tallystick/ledger-store';
import type { IdentityVault } from '@tallystick/vault';
import { appendChunks, toLedgerEvents, type KafkaOrigin } from './append-chunks.js';
import { decideBatch, type BatchPlan, type PlannedWrite } from './decide-batch.js';
import { IdentityFollower } from './identity-follower.js';
import { intakeLimits, type IntakeLimits } from './intake-limits.js';
import { silentObserver, type IntakeObserver } from './intake-observer.js';
import { realPace, type Pace } from './pace.js';
import type { PreparedUsage } from './prepared-usage.js';

export interface IntakeLaneParts {
  readonly store: LedgerStore;
  readonly index: IdentityIndex;
  readonly vault: IdentityVault;
  readonly observer?: IntakeObserver;
  readonly limits?: IntakeLimits;
  /** Milliseconds since the epoch; `recordedAt` comes from it. */
  readonly clock?: () => number;
  readonly pace?: Pace;
}

/** What became of a batch. With `failure` only the first `positions.length` writes are durable. */
export interface LaneResult {
  readonly plan: BatchPlan;
  /** Of the writes that are durable, in order. */
  readonly positions: readonly Position[];
  readonly failure?: Error;
}

/**
 * The one lane of this process in which identities are decided and appended, one batch at a time. Whatever can be done
 * without it (decode, validate, hash) is done before, so that it overlaps with another batch's fsync.
 */
export class IntakeLane {
  readonly store: LedgerStore;
  readonly index: IdentityIndex;
  readonly observer: IntakeObserver;
  readonly limits: IntakeLimits;
  readonly pace: Pace;
  readonly follower: IdentityFollower;
  readonly #vault: IdentityVault;
  readonly #clock: () => number;
  readonly #started = Promise.withResolvers<void>();
  readonly #stopping = new AbortController();
  #tail: Promise<unknown> = Promise.resolve();
  #indexInDoubt = true;

  constructor(parts: IntakeLaneParts) {
    this.store = parts.store;
    this.index = parts.index;
    this.observer = parts.observer ?? silentObserver;
    this.limits = parts.limits ?? intakeLimits;
    this.#vault = parts.vault;
    this.#clock = parts.clock ?? Date.now;
    this.pace = parts.pace ?? realPace;
    this.follower = new IdentityFollower(this.store, this.index, this.observer, this.limits, this.pace);
  }

  /** Brings the index up to the ledger's end. Nothing may be decided before. @throws LedgerUnavailable */
  async start(): Promise<void> {
    await this.follower.start();
    this.#indexInDoubt = false;
    this.#started.resolve();
  }

  /** Resolves when `start` has succeeded. */
  get started(): Promise<void> {
    return this.#started.promise;
  }

  /** Waits for the turn that is under way and stops following the ledger. Queued turns run first. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#tail;
    await this.follower.stop();
  }

  get stopping(): AbortSignal {
    return this.#stopping.signal;
  }

  /** Runs `turn` alone in the lane, in the order of asking. */
  run<T>(turn: () => Promise<T>): Promise<T> {
    const mine = this.#tail.then(turn);
    this.#tail = mine.then(
      () => undefined,
      () => undefined, // the caller of `run` gets the failure; the next turn starts all the same
    );
    return mine;
  }

  /**
   * Reads a stream's end, and the index up to (at least) there, so that whatever another writer appended is known before
   * the next decision. Only inside a turn. @throws LedgerUnavailable
   */
  async openWriter(writer: StreamWriter): Promise<{ last: LedgerEvent | undefined; position: Position }> {
    this.#indexInDoubt = true;
    const last = await writer.open();
    await this.#trustIndex();
    return { last, position: this.index.completeUpTo() };
  }

  /** Whether all that a recording needs answers. Only inside a turn. @throws LedgerUnavailable | VaultUnavailable */
  async reach(writer: StreamWriter): Promise<void> {
    await this.openWriter(writer);
    await this.#vault.pseudonymise([]);
  }

  /** Decides without doing: only to be called inside a turn. @throws LedgerUnavailable */
  async decide(items: readonly PreparedUsage[]): Promise<BatchPlan> {
    await this.#trustIndex();
    return decideBatch(items, this.index);
  }

  /**
   * Makes a plan durable, in order: pseudonyms, append, index. Only inside the turn that made the plan.
   * @throws VaultUnavailable nothing was recorded
   */
  async carryOut(plan: BatchPlan, writer: StreamWriter, origin?: KafkaOrigin): Promise<LaneResult> {
    if (plan.writes.length === 0) return { plan, positions: [] };
    const actors = await this.#vault.pseudonymise(plan.writes.map((write) => write.item.subject));
    const events = toLedgerEvents(plan.writes, actors, new Date(this.#clock()).toISOString(), origin);
    const positions: Position[] = [];
    try {
      const { maxAppendEvents } = this.limits;
      for (const chunk of appendChunks(writer.stream, events, maxAppendEvents, this.store.maxAppendBytes)) {
        const stored = await this.#append(writer, chunk, plan.writes, positions.length);
        for (const position of stored.positions) positions.push(position);
      }
    } catch (failure) {
      return { plan, positions, failure: failure as Error };
    }
    return { plan, positions };
  }

  async #append(
    writer: StreamWriter,
    chunk: NonEmpty<NewEvent>,
    writes: readonly PlannedWrite[],
    from: number,
  ): Promise<StoredEvents> {
    const startedAt = performance.now();
    this.follower.ownAppendBegins();
    try {
      const stored = await writer.append(chunk);
      this.follower.noteOwn(identitiesOf(writes, from, stored.positions), stored.previousTail);
      return stored;
    } catch (error) {
      this.#indexInDoubt = true; // another writer was here, or something is stored that the index does not know
      throw error;
    } finally {
      this.follower.ownAppendEnds();
      this.observer.appendSeconds((performance.now() - startedAt) / 1000);
    }
  }

  async #trustIndex(): Promise<void> {
    if (!this.#indexInDoubt) return;
    await this.follower.catchUp();
    this.#indexInDoubt = false;
  }
}

const identitiesOf = (writes: readonly PlannedWrite[], from: number, positions: readonly Position[]): IdentityEntry[] =>
  positions.map((position, at) => {
    const { item, kind } = writes[from + at]!;
    return { key: item.key, fingerprint: item.fingerprint, position, kind };
  });

import { LedgerRefused, type LedgerEvent } from '@tallystick/ledger-store';
import { Fenced, ForeignCheckpoint, Poison, type Checkpoint } from '@tallystick/read-models';
import { BatchReader, type Batch } from './batch-reader.js';
import type { FoldedUpTo } from './folded-up-to.js';
import { ownCheckpoint } from './own-checkpoint.js';
import type { ProjectionLimits } from './projection-limits.js';
import type { ProjectionState } from './projection-state.js';
import { RetryDelay } from './retry-delay.js';
import { watchTheOther } from './standby.js';
import type { OpenStores, Stores } from './stores.js';
import { pause, WakeUp } from './wake-up.js';

export interface FoldedBatch {
  readonly events: number;
  readonly tookMs: number;
  /** From recorded to committed, of the batch's oldest event; null on catch-up. */
  readonly visibleAfterMs: number | null;
  readonly checkpoint: Checkpoint;
}

/** What the projection tells those who watch it: metrics and logs. */
export interface ProjectionObserver {
  stateChanged(state: ProjectionState): void;
  folded(batch: FoldedBatch): void;
  retried(reason: string, delayMs: number): void;
}

export interface ProjectionParts {
  readonly stores: Stores;
  readonly foldedUpTo: FoldedUpTo;
  readonly limits: ProjectionLimits;
  readonly observer: ProjectionObserver;
  readonly random?: () => number;
}

/**
 * Follows the ledger from the tables' checkpoint and folds it, batch by batch, for as long as it runs. Wake-ups only
 * hint; what is read always starts at the checkpoint, so nothing can be lost or folded twice.
 */
export class Projection {
  private readonly stopping = new AbortController();
  private readonly wakeUp = new WakeUp();
  private readonly delay: RetryDelay;
  private readonly random: () => number;
  private current: ProjectionState = { kind: 'starting' };
  private atEndMs = Date.now();
  private live = false;
  private unsubscribe: (() => void) | undefined;
  private running: Promise<void> | undefined;

  constructor(private readonly parts: ProjectionParts) {
    this.random = parts.random ?? Math.random;
    this.delay = new RetryDelay(parts.limits.retryFirstMs, parts.limits.retryMaxMs, this.random);
  }

  get state(): ProjectionState {
    return this.current;
  }

  /** Whether it was caught up at least once since the start. */
  get wasLive(): boolean {
    return this.live;
  }

  /** ms since the epoch: when everything in the ledger was last known to be folded; at first the start. */
  get lastAtEndMs(): number {
    return this.atEndMs;
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Lets the batch in hand be committed, then ends. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private get signal(): AbortSignal {
    return this.stopping.signal;
  }

  private async run(): Promise<void> {
    while (!this.signal.aborted && !isFinal(this.current)) await this.workOrRecover();
    this.unsubscribe?.();
    if (!isFinal(this.current)) this.become({ kind: 'stopped' });
  }

  private async workOrRecover(): Promise<void> {
    const standby = this.current.kind === 'standby';
    try {
      const stores = await this.parts.stores.open();
      this.unsubscribe ??= stores.ledger.onAppended(this.wakeUp.wake);
      if (standby) await this.standBy(stores);
      else await this.follow(stores);
    } catch (error) {
      if (error instanceof Poison) this.become({ kind: 'poisoned', position: error.position, reason: error.reason });
      else if (isRefusal(error)) this.become({ kind: 'refused', reason: error.message });
      else if (error instanceof Fenced) this.become({ kind: 'standby' });
      else await this.waitAndRetry(error, standby);
    }
  }

  private async follow(stores: OpenStores): Promise<void> {
    let checkpoint = await ownCheckpoint(stores);
    this.parts.foldedUpTo.advance(checkpoint.position);
    const reader = new BatchReader(stores.ledger, this.parts.limits);
    let batch = await reader.read(checkpoint.position);
    while (!this.signal.aborted) {
      if (!batch.atEnd) this.become({ kind: 'catching-up' });
      const startedMs = performance.now();
      const readAtMs = Date.now();
      const ahead = batch.atEnd ? undefined : reader.read(batch.last);
      const [folded, next] = await Promise.allSettled([this.foldBatch(stores, checkpoint, batch), ahead]);
      if (folded.status === 'rejected') throw folded.reason;
      checkpoint = folded.value;
      if (next.status === 'rejected') throw next.reason;
      this.delay.reset();
      batch = next.value ?? (await this.nextLive(reader, batch, startedMs, readAtMs));
    }
  }

  private async foldBatch(stores: OpenStores, after: Checkpoint, { events }: Batch): Promise<Checkpoint> {
    if (events.length === 0) return after;
    try {
      return await this.fold(stores, after, events);
    } catch (error) {
      if (!(error instanceof Poison)) throw error;
      // What stands before the poisoned event is sound: where a projection stops must not depend on the batches' size.
      const sound = events.filter((event) => event.position < error.position);
      if (sound.length > 0) await this.fold(stores, after, sound);
      throw error;
    }
  }

  private async fold(
    { readModels }: OpenStores,
    after: Checkpoint,
    events: readonly LedgerEvent[],
  ): Promise<Checkpoint> {
    const startedMs = performance.now();
    const checkpoint = await readModels.fold(after.position, events);
    this.parts.foldedUpTo.advance(checkpoint.position);
    const tookMs = performance.now() - startedMs;
    const visibleAfterMs = this.current.kind === 'live' ? ageMs(events[0]) : null;
    this.parts.observer.folded({ events: events.length, tookMs, visibleAfterMs, checkpoint });
    return checkpoint;
  }

  /** At the ledger's end: a trickle is folded in groups, silence ends with a hint or the next look. */
  private async nextLive(reader: BatchReader, done: Batch, startedMs: number, readAtMs: number): Promise<Batch> {
    const { minFoldIntervalMs, pollMs } = this.parts.limits;
    this.become({ kind: 'live' });
    this.live = true;
    this.atEndMs = readAtMs;
    if (done.events.length > 0) await pause(minFoldIntervalMs - (performance.now() - startedMs), this.signal);
    else await this.wakeUp.sleep(pollMs, this.signal);
    return this.signal.aborted ? { ...done, events: [] } : reader.read(done.last);
  }

  private async standBy(stores: OpenStores): Promise<void> {
    const { foldedUpTo, limits } = this.parts;
    const patienceMs = limits.takeOverAfterMs * (1 + this.random());
    await watchTheOther(stores, foldedUpTo, limits, patienceMs, this.signal);
    this.delay.reset();
    if (!this.signal.aborted) this.become({ kind: 'catching-up' });
  }

  private async waitAndRetry(error: unknown, standby: boolean): Promise<void> {
    const reason = error instanceof Error ? error.message || error.name : String(error);
    const delayMs = this.delay.next();
    this.parts.observer.retried(reason, delayMs);
    this.become({ kind: 'retrying', reason, attempt: this.delay.attempt });
    await pause(delayMs, this.signal);
    if (standby && !this.signal.aborted) this.become({ kind: 'standby' });
  }

  private become(state: ProjectionState): void {
    const same = this.current.kind === state.kind && state.kind !== 'retrying';
    this.current = state;
    if (!same) this.parts.observer.stateChanged(state);
  }
}

/** Neither heals by waiting. */
const isRefusal = (error: unknown): error is Error =>
  error instanceof ForeignCheckpoint || error instanceof LedgerRefused;

const ageMs = (event: LedgerEvent | undefined): number | null => {
  const recordedMs = Date.parse(String(event?.metadata['recordedAt']));
  return Number.isNaN(recordedMs) ? null : Math.max(0, Date.now() - recordedMs);
};

/** States that nothing but a new start ends. */
const isFinal = (state: ProjectionState): boolean => state.kind === 'poisoned' || state.kind === 'refused';

import { LedgerRefused, type LedgerEvent, type LedgerPage } from '@tallystick/ledger-store';
import { Fenced, ForeignCheckpoint, Poison, type Checkpoint } from '@tallystick/read-models';
import type { FoldedUpTo } from './folded-up-to.js';
import { ownCheckpoint } from './own-checkpoint.js';
import { PageReader } from './page-reader.js';
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
      else if (error instanceof Fenced && error.found > error.expected) this.become({ kind: 'standby' });
      // A checkpoint that went back is no other projector: the database crashed and took the last commits along.
      else await this.waitAndRetry(error, standby);
    }
  }

  private async follow(stores: OpenStores): Promise<void> {
    let checkpoint = await ownCheckpoint(stores);
    this.parts.foldedUpTo.startAt(checkpoint.position);
    const reader = new PageReader(stores.ledger, this.parts.limits);
    let readAfter = checkpoint.position;
    while (!this.signal.aborted) {
      const startedMs = performance.now();
      const readAtMs = Date.now();
      const page = await reader.read(readAfter);
      if (page.atEnd) {
        if (page.events.length > 0) checkpoint = await this.foldLive(stores, checkpoint, page.events);
        this.reachedEnd(readAtMs);
        await this.rest(page, startedMs);
      } else {
        this.become({ kind: 'catching-up' });
        checkpoint = await this.catchUp(stores, checkpoint, reader, page);
      }
      // Where a page ends with the store's own events, it ends behind the checkpoint.
      readAfter = page.atEnd ? page.last : checkpoint.position;
      this.delay.reset();
    }
  }

  private async foldLive(
    { readModels }: OpenStores,
    { position, logSize }: Checkpoint,
    events: readonly LedgerEvent[],
  ): Promise<Checkpoint> {
    const fold = async (batch: readonly LedgerEvent[]): Promise<Checkpoint> => {
      const visibleSince = this.current.kind === 'live' ? batch[0] : undefined;
      return this.observed(logSize, visibleSince, readModels.fold(position, batch));
    };
    try {
      return await fold(events);
    } catch (error) {
      if (!(error instanceof Poison)) throw error;
      // What stands before the poisoned event is sound: where a projection stops must not depend on the pages' size.
      const sound = events.filter((event) => event.position < error.position);
      if (sound.length > 0) await fold(sound);
      throw error;
    }
  }

  /** One transaction over many pages; it ends early where a question waits for the tables. */
  private catchUp(stores: OpenStores, from: Checkpoint, reader: PageReader, page: LedgerPage): Promise<Checkpoint> {
    const pages = reader.from(page, this.signal);
    return this.observed(from.logSize, undefined, stores.readModels.foldPages(from.position, pages));
  }

  private async observed(
    logSizeBefore: number,
    visibleSince: LedgerEvent | undefined,
    fold: Promise<Checkpoint>,
  ): Promise<Checkpoint> {
    const startedMs = performance.now();
    const checkpoint = await fold;
    this.parts.foldedUpTo.advance(checkpoint.position);
    const tookMs = performance.now() - startedMs;
    const events = checkpoint.logSize - logSizeBefore;
    this.parts.observer.folded({ events, tookMs, visibleAfterMs: ageMs(visibleSince), checkpoint });
    return checkpoint;
  }

  private reachedEnd(readAtMs: number): void {
    this.become({ kind: 'live' });
    this.live = true;
    this.atEndMs = readAtMs;
  }

  /** At the ledger's end: a trickle is folded in groups, silence ends with a hint or the next look. */
  private async rest({ events }: LedgerPage, startedMs: number): Promise<void> {
    const { minFoldIntervalMs, pollMs } = this.parts.limits;
    if (events.length > 0) await pause(minFoldIntervalMs - (performance.now() - startedMs), this.signal);
    else await this.wakeUp.sleep(pollMs, this.signal);
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

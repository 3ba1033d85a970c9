import { setTimeout as delay } from 'node:timers/promises';
import { Problem } from '@tallystick/platform';
import { NotaryRefused, type PublishedCheckpoint, type PublishedLog } from '../notary/index.js';

/** How long `?atLeast=` waits; as long as the projector's. */
const PATIENCE_MS = 5_000;
const LOOK_EVERY_MS = 25;
/** Requests that wait at a time; each looks at one small file forty times a second. */
const MAX_WAITING = 64;

/** The published checkpoint, whichever process publishes it: it is read from its file. */
export class Checkpoints {
  #waiting = 0;

  constructor(
    private readonly log: PublishedLog,
    /** Asks this process's notary, if it is the one, to publish at once. */
    private readonly publishSoon: () => void,
  ) {}

  /** @throws Problem not-caught-up there is none yet, or none that may be served */
  async latest(): Promise<PublishedCheckpoint> {
    const checkpoint = await this.#read();
    if (checkpoint === undefined) throw new Problem('not-caught-up', 'the first checkpoint is not signed yet');
    return checkpoint;
  }

  /** How many leaves a checkpoint covers; 0 while there is none that may be served. */
  async size(): Promise<number> {
    try {
      return (await this.log.latest())?.size ?? 0;
    } catch (error) {
      if (error instanceof NotaryRefused) return 0;
      throw error;
    }
  }

  /** Waits for a checkpoint of at least this size. @throws Problem not-caught-up */
  async atLeast(size: number): Promise<PublishedCheckpoint> {
    const until = performance.now() + PATIENCE_MS;
    const first = await this.#read();
    if (first !== undefined && first.size >= size) return first;
    if (this.#waiting >= MAX_WAITING) throw this.#tooSoon(size);
    this.#waiting += 1;
    try {
      this.publishSoon();
      while (performance.now() < until) {
        await delay(LOOK_EVERY_MS);
        const checkpoint = await this.#read();
        if (checkpoint !== undefined && checkpoint.size >= size) return checkpoint;
      }
    } finally {
      this.#waiting -= 1;
    }
    throw this.#tooSoon(size);
  }

  /** Whoever is told to come back finds more then. */
  notYet(detail: string): Problem {
    this.publishSoon();
    return new Problem('not-caught-up', detail, { retryAfterSeconds: 1 });
  }

  #tooSoon(size: number): Problem {
    return this.notYet(`no checkpoint of at least ${size} entries is signed yet; ask again`);
  }

  async #read(): Promise<PublishedCheckpoint | undefined> {
    try {
      return await this.log.latest();
    } catch (error) {
      if (!(error instanceof NotaryRefused)) throw error;
      throw new Problem('not-caught-up', 'the log has no checkpoint by its own key; see /health/ready', {
        cause: error,
      });
    }
  }
}

import { setTimeout as delay } from 'node:timers/promises';
import { Problem } from '@tallystick/platform';
import type { IntakeLane } from '../intake/index.js';

const FIRST_RETRY_MS = 250;
const MAX_RETRY_MS = 10_000;
/** How long a request at start waits for the index before it is told to come back. */
export const START_PATIENCE_MS = 5_000;

/**
 * Nothing is decided before the identity index holds the whole ledger. Brings it there, for as long as it takes; the
 * service listens meanwhile and says so in its readiness.
 */
export class IntakeStart {
  #state: 'idle' | 'catching-up' | 'started' = 'idle';
  #lastFailure: string | undefined;
  #done: Promise<void> | undefined;
  readonly #stop = new AbortController();

  constructor(
    private readonly lane: IntakeLane,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  /** @returns when started or stopped; failures are told to `onFailure` and tried again */
  begin(): Promise<void> {
    this.#state = 'catching-up';
    this.#done ??= this.#catchUp();
    return this.#done;
  }

  /** null when started, else why not. */
  reason(): string | null {
    if (this.#state === 'started') return null;
    const failure = this.#lastFailure === undefined ? '' : `; the last attempt failed: ${this.#lastFailure}`;
    return `the identity index is being brought up to the ledger's end${failure}`;
  }

  /** @throws Problem ledger-unavailable if the index is not there in time */
  async assertStarted(): Promise<void> {
    if (this.#state === 'started') return;
    await Promise.race([this.#done, delay(START_PATIENCE_MS, undefined, { ref: false })]);
    const reason = this.reason();
    if (reason !== null) throw new Problem('ledger-unavailable', reason, { retryAfterSeconds: 2 });
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#done;
  }

  async #catchUp(): Promise<void> {
    for (let retryMs = FIRST_RETRY_MS; !this.#stop.signal.aborted; retryMs = Math.min(retryMs * 2, MAX_RETRY_MS)) {
      try {
        await this.lane.start();
        this.#state = 'started';
        return;
      } catch (error) {
        this.#lastFailure = error instanceof Error ? error.message : String(error);
        this.onFailure(error);
        await delay(retryMs, undefined, { signal: this.#stop.signal }).catch(() => undefined);
      }
    }
  }
}

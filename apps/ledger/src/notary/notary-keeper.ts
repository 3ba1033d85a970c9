import { setTimeout as delay } from 'node:timers/promises';
import type { LedgerStore } from '@tallystick/ledger-store';
import { Cosigning, LogFault } from '@tallystick/transparency';
import { tryLockFile } from '../composition/file-lock.js';
import { AuditFault } from './audit-fault.js';
import type { LogParts } from './log-parts.js';
import { NotaryRefused } from './notary-refused.js';
import type { NotaryObserver } from './notary-observer.js';
import { Notary } from './notary.js';
import { SelfAudit } from './self-audit.js';

export interface KeeperLimits {
  /** How soon a process takes over from one that ended. */
  readonly standbyMs: number;
  readonly firstRetryMs: number;
  readonly maxRetryMs: number;
}

export const keeperLimits: KeeperLimits = { standbyMs: 1_000, firstRetryMs: 1_000, maxRetryMs: 60_000 };

/**
 * Keeps one notary running on the log: here, or (while another process holds the log's lock) there. What goes wrong is
 * told and tried again; where ledger and log disagree nothing is signed until they agree again.
 */
export class NotaryKeeper {
  readonly #stop = new AbortController();
  readonly #notary: Notary;
  readonly #fault: AuditFault;
  #done: Promise<void> | undefined;

  constructor(
    private readonly store: LedgerStore,
    private readonly log: LogParts,
    private readonly observer: NotaryObserver,
    private readonly limits: KeeperLimits = keeperLimits,
  ) {
    this.#notary = new Notary({ store, log: log.published, startsFile: log.startsFile, observer });
    this.#fault = new AuditFault(log.faultFile);
  }

  start(): void {
    if (this.#done !== undefined) return;
    this.observer.opened(this.log.published.keys.map(({ verifier }) => verifier.text));
    this.#done = this.#keep();
  }

  /** Publishes what was read, and ends. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#done;
  }

  /** Somebody waits for a newer checkpoint. */
  publishSoon(): void {
    this.#notary.publishSoon();
  }

  async #keep(): Promise<void> {
    const { signal } = this.#stop;
    for (let retryMs = this.limits.firstRetryMs; !signal.aborted;) {
      try {
        const lock = tryLockFile(this.log.lockFile);
        if (lock === undefined) {
          this.observer.stopped(null, 'failed');
          await pause(this.limits.standbyMs, signal);
          continue;
        }
        try {
          await this.#hold(() => (retryMs = this.limits.firstRetryMs));
        } finally {
          lock.release();
        }
      } catch (error) {
        const refused = error instanceof NotaryRefused || error instanceof LogFault;
        this.observer.stopped((error as Error).message, refused ? 'refused' : 'failed');
        await pause(retryMs, signal);
        retryMs = Math.min(retryMs * 2, this.limits.maxRetryMs);
      }
    }
  }

  async #hold(onWorking: () => void): Promise<void> {
    const found = new AbortController();
    const signal = AbortSignal.any([this.#stop.signal, found.signal]);
    await this.#lookAgain(this.#stop.signal);
    const cosigning = this.#cosigning();
    let audit: Promise<void> | undefined;
    try {
      await this.#notary.run(signal, {
        onResumed: () => {
          onWorking();
          this.observer.stopped(null, 'failed');
          audit = this.#audit(signal).catch((error: unknown) => found.abort(error));
        },
        onPublished: (checkpoint) => cosigning?.offer(checkpoint.bytes),
      });
    } finally {
      found.abort();
      await audit;
      await cosigning?.close();
    }
  }

  /** After a fault nothing is signed before a whole pass has found ledger and log to agree. */
  async #lookAgain(signal: AbortSignal): Promise<void> {
    const before = await this.#fault.remembered();
    if (before === undefined) return;
    this.observer.stopped(`the whole ledger is compared with its log again, because: ${before}`, 'refused');
    const atFullSpeed = { share: 1, restMs: 0 };
    await new SelfAudit(this.store, this.log.published, this.observer, atFullSpeed).pass(signal);
    if (!signal.aborted) await this.#fault.forget();
  }

  async #audit(signal: AbortSignal): Promise<void> {
    try {
      await new SelfAudit(this.store, this.log.published, this.observer).run(signal);
    } catch (error) {
      if (error instanceof NotaryRefused || error instanceof LogFault) await this.#fault.remember(error.message);
      throw error;
    }
  }

  #cosigning(): Cosigning | undefined {
    const { published, witnesses } = this.log;
    if (witnesses.length === 0) return undefined;
    return new Cosigning({
      witnesses,
      consistencyProof: (oldSize, size) => published.nodes.consistencyProof(oldSize, size),
      onCosigned: async (cosigned) => void (await published.addCosignatures(cosigned)),
      onFailed: ({ key }, error) => this.observer.witnessFailed(key.name, error),
    });
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}

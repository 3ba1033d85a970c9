import type { LedgerStore } from '@tallystick/ledger-store';
import { BundleStarts } from './bundle-starts.js';
import type { NotaryObserver } from './notary-observer.js';
import type { PublishedCheckpoint, PublishedLog } from './published-log.js';
import { resume } from './resume.js';
import { WakeUp } from './wake-up.js';
import { Writing } from './writing.js';

export interface NotaryLimits {
  /** Events read, and held, at a time. */
  readonly pageEvents: number;
  /** A checkpoint is published at least this often while there is news. */
  readonly publishEveryMs: number;
  /** How soon news is noticed when the store's hint was lost. */
  readonly lookEveryMs: number;
  /** How long appends are gathered before they are read. */
  readonly gatherMs: number;
}

export const notaryLimits: NotaryLimits = {
  pageEvents: 2_000,
  publishEveryMs: 1_000,
  lookEveryMs: 1_000,
  gatherMs: 50,
};

export interface NotaryParts {
  readonly store: LedgerStore;
  readonly log: PublishedLog;
  /** File of the bundles' places in the ledger. */
  readonly startsFile: string;
  readonly observer: NotaryObserver;
  readonly limits?: NotaryLimits;
}

export interface NotaryListener {
  /** Ledger and log have been found to agree. */
  readonly onResumed: () => void;
  /** Also once for the checkpoint that stood at the start. */
  readonly onPublished: (checkpoint: PublishedCheckpoint) => void;
}

/** Writes the ledger's events into the log, and signs. One at a time a log: whoever runs it holds the log's lock. */
export class Notary {
  readonly #wake = new WakeUp();
  readonly #limits: NotaryLimits;
  #asked = false;
  #gathering: NodeJS.Timeout | undefined;

  constructor(private readonly parts: NotaryParts) {
    this.#limits = parts.limits ?? notaryLimits;
  }

  /** Somebody waits for what is new: publish it at once. */
  publishSoon(): void {
    this.#asked = true;
    this.#wake.wake();
  }

  /**
   * Runs until `signal` aborts: then publishes what it has read, unless the signal's reason is an error; that it throws.
   * @throws NotaryRefused | LogFault must not sign; LedgerUnavailable and file errors: may be tried again
   */
  async run(signal: AbortSignal, listener: NotaryListener): Promise<void> {
    const { store, log, startsFile } = this.parts;
    const starts = await BundleStarts.open(startsFile);
    const stopWaking = store.onAppended(() => this.#gather());
    signal.addEventListener('abort', () => this.#wake.wake(), { once: true });
    try {
      const resumed = await resume(store, log, starts);
      try {
        listener.onResumed();
        listener.onPublished(resumed.published);
        await this.#follow(new Writing(resumed, starts), signal, listener);
      } finally {
        await resumed.thread.close();
      }
    } finally {
      stopWaking();
      clearTimeout(this.#gathering);
      await starts.close();
    }
  }

  async #follow(writing: Writing, signal: AbortSignal, listener: NotaryListener): Promise<void> {
    const { store, observer } = this.parts;
    let publishAt = 0;
    for (let atEnd = false; !signal.aborted;) {
      if (atEnd) await this.#wake.wait(this.#waitMs(writing, publishAt));
      const page = await store.readAll({ after: writing.last, limit: this.#limits.pageEvents });
      atEnd = page.atEnd;
      await writing.append(page.events, page.last);
      observer.foreign(page.events.filter(({ raw }) => raw !== undefined).length);
      observer.behind(writing.oldestNewsMs);
      const isDue = Date.now() >= publishAt || (this.#asked && atEnd);
      if (isDue && !signal.aborted) {
        publishAt = Date.now() + this.#limits.publishEveryMs;
        await this.#publish(writing, listener);
      }
      if (atEnd) this.#asked = false;
    }
    if (signal.reason instanceof Error && signal.reason.name !== 'AbortError') throw signal.reason;
    await this.#publish(writing, listener);
  }

  async #publish(writing: Writing, listener: NotaryListener): Promise<void> {
    if (!writing.hasNews) return;
    const oldestMs = writing.oldestNewsMs;
    const published = await writing.publish(this.parts.log);
    this.parts.observer.published(published, oldestMs === null ? null : Date.now() - oldestMs);
    this.parts.observer.behind(null);
    listener.onPublished(published);
  }

  /** Until the next checkpoint is due, or the store is looked at in case its hint was lost. */
  #waitMs(writing: Writing, publishAt: number): number {
    return writing.hasNews ? Math.max(0, publishAt - Date.now()) : this.#limits.lookEveryMs;
  }

  /** Appends come by the hundred each second: they are read together. */
  #gather(): void {
    this.#gathering ??= setTimeout(() => {
      this.#gathering = undefined;
      this.#wake.wake();
    }, this.#limits.gatherMs);
  }
}

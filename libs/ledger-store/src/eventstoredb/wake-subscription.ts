import { END, excludeSystemEvents } from '@eventstore/db-client';
import type { EventStoreConnections } from './eventstore-connections.js';
import type { EventStoreConnection } from './eventstore-connection.js';
import { tapMessages } from './server-messages.js';
import type { EventStoreLimits } from './store-limits.js';

/**
 * Tells of appends. The subscription is only ever a bell: after one event it is let go and taken up again after a rest,
 * so that it costs nothing under load and can never be the slow reader that the server drops. Whatever came while
 * nobody listened is covered by one more ring once it listens again: so it is after a drop or a restart, too.
 */
export class WakeSubscription {
  private readonly listeners = new Set<() => void>();
  private listening: AbortController | undefined;

  constructor(
    private readonly connections: EventStoreConnections,
    private readonly limits: EventStoreLimits,
  ) {}

  add(wake: () => void): () => void {
    const listener = (): void => wake(); // the same function may be added twice
    this.listeners.add(listener);
    if (this.listening === undefined) {
      this.listening = new AbortController();
      void this.keepListening(this.listening.signal);
    }
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.stop();
    };
  }

  stop(): void {
    this.listeners.clear();
    this.listening?.abort();
    this.listening = undefined;
  }

  private async keepListening(stopped: AbortSignal): Promise<void> {
    for (let failures = 0; !stopped.aborted;) {
      const rang = await this.untilAppended(stopped);
      this.ring();
      failures = rang ? 0 : Math.min(failures + 1, 30);
      await rest(rang ? this.limits.wakePauseMs : this.retryMs(failures), stopped);
    }
  }

  /** True when something was appended, or may have been before it listened; false when the subscription failed. */
  private async untilAppended(stopped: AbortSignal): Promise<boolean> {
    try {
      const connection = await this.connections.connection();
      return await connection.use(() => this.nextAppend(connection, stopped));
    } catch {
      return false; // the server is away, and whoever reads is told so; listening begins again
    }
  }

  private async nextAppend({ client, retired }: EventStoreConnection, stopped: AbortSignal): Promise<boolean> {
    const subscription = client.subscribeToAll({ fromPosition: END, filter: excludeSystemEvents() });
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const end = (): void => resolve(false);
    tapMessages(subscription, (message) => {
      if (message.hasConfirmation()) this.ring();
      else if (message.hasEvent()) resolve(true);
    });
    subscription.on('error', end).on('end', end).on('close', end).resume();
    for (const signal of [retired, stopped]) signal.addEventListener('abort', end, { once: true });
    if (retired.aborted || stopped.aborted) end();
    try {
      return await promise;
    } finally {
      for (const signal of [retired, stopped]) signal.removeEventListener('abort', end);
      subscription.unsubscribe().catch(() => undefined); // it never began, and was told
    }
  }

  private ring(): void {
    for (const listener of [...this.listeners]) listener();
  }

  private retryMs(failures: number): number {
    const { firstResubscribeMs, maxResubscribeMs } = this.limits;
    return Math.min(firstResubscribeMs * 2 ** (failures - 1), maxResubscribeMs) * (0.5 + Math.random() / 2);
  }
}

const rest = (ms: number, stopped: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (stopped.aborted) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      stopped.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    stopped.addEventListener('abort', end, { once: true });
  });

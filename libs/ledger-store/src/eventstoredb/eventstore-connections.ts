import { LedgerUnavailable } from '../port/ledger-errors.js';
import { connectionString } from './connection-string.js';
import { EventStoreConnection } from './eventstore-connection.js';
import { isAnswer, unavailable } from './server-errors.js';
import type { EventStoreLimits } from './store-limits.js';

/** The way to the server, across its restarts. Each new connection is proved to lead to the same ledger before use. */
export class EventStoreConnections {
  private readonly url: string;
  private current: Promise<EventStoreConnection> | undefined;
  private readonly running = new Set<Promise<unknown>>();
  private closed = false;

  constructor(
    url: string,
    private readonly limits: EventStoreLimits,
    private readonly prove: (connection: EventStoreConnection) => Promise<void>,
  ) {
    this.url = connectionString(url);
  }

  /**
   * Runs `call` on the connection; a failure that is no answer of the server retires it.
   * @param doing what is being done, for the message
   * @throws LedgerUnavailable, and what of the port `call` throws
   */
  async use<T>(doing: string, call: (connection: EventStoreConnection) => Promise<T>): Promise<T> {
    if (this.closed) throw new LedgerUnavailable('the ledger is closed');
    const running = this.run(doing, call);
    this.running.add(running);
    try {
      return await running;
    } finally {
      this.running.delete(running);
    }
  }

  private async run<T>(doing: string, call: (connection: EventStoreConnection) => Promise<T>): Promise<T> {
    const connection = await this.connection();
    try {
      return await connection.use(call);
    } catch (error) {
      if (!isAnswer(error)) connection.retire();
      throw unavailable(doing, error);
    }
  }

  /** @throws LedgerUnavailable */
  async connection(): Promise<EventStoreConnection> {
    for (;;) {
      const opening = (this.current ??= this.open());
      const connection = await opening;
      if (!connection.retired.aborted) return connection;
      if (this.current === opening) this.current = undefined;
    }
  }

  private async open(): Promise<EventStoreConnection> {
    try {
      const connection = await EventStoreConnection.open(this.url, this.limits);
      await connection
        .use(() => this.prove(connection))
        .catch((error: unknown) => {
          connection.retire();
          throw error;
        });
      return connection;
    } catch (error) {
      this.tryAgainLater();
      throw unavailable('reach the ledger', error);
    }
  }

  /** Everybody who comes meanwhile hears of this failure: a server that is down is not asked by each call anew. */
  private tryAgainLater(): void {
    const failed = this.current;
    const forget = (): void => {
      if (this.current === failed) this.current = undefined;
    };
    setTimeout(forget, this.limits.reconnectPauseMs * (0.5 + Math.random() / 2)).unref();
  }

  /** Waits for the calls under way, which their deadlines bound. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.allSettled(this.running);
    const [connection] = await Promise.allSettled([this.current]);
    if (connection.status === 'fulfilled') connection.value?.retire();
  }
}

import { EventStoreDBClient } from '@eventstore/db-client';
import { AppendStream } from './append-stream.js';
import { refused } from './connection-string.js';
import { openChannel, type Channel } from './server-messages.js';
import type { EventStoreLimits } from './store-limits.js';

/**
 * One client until anything on it fails. Retired, it takes no new calls; those under way are answered, or give up at
 * their own deadlines, and the last one out closes it: a read that broke takes no append along.
 */
export class EventStoreConnection {
  private readonly retirement = new AbortController();
  private calls = 0;
  private appendStream: Promise<AppendStream> | undefined;

  private constructor(
    readonly client: EventStoreDBClient,
    private readonly channel: Channel,
    private readonly limits: EventStoreLimits,
  ) {}

  static async open(url: string, generation: number, limits: EventStoreLimits): Promise<EventStoreConnection> {
    const client = newClient(url, generation);
    return new EventStoreConnection(client, await openChannel(client), limits);
  }

  /** Aborts when this connection takes no new calls. */
  get retired(): AbortSignal {
    return this.retirement.signal;
  }

  appends(): Promise<AppendStream> {
    this.appendStream ??= AppendStream.open(this.client, this.limits, () => this.retire());
    return this.appendStream;
  }

  async use<T>(call: (connection: EventStoreConnection) => Promise<T>): Promise<T> {
    this.calls += 1;
    try {
      return await call(this);
    } finally {
      this.calls -= 1;
      this.closeWhenUnused();
    }
  }

  retire(): void {
    this.retirement.abort();
    this.closeWhenUnused();
  }

  private closeWhenUnused(): void {
    if (this.calls > 0 || !this.retired.aborted) return;
    void this.client.dispose();
    this.channel.close();
  }
}

/**
 * gRPC remembers how long a server was away, and waits up to two minutes before it tries again, for as long as a
 * channel's settings are the same; hence the millisecond.
 */
function newClient(url: string, generation: number): EventStoreDBClient {
  const separator = url.includes('?') ? '&' : '?';
  try {
    return EventStoreDBClient.connectionString(`${url}${separator}keepAliveTimeout=${10_000 + (generation % 1_000)}`);
  } catch (error) {
    const { expected, message } = error as { readonly expected?: string; readonly message: string };
    throw refused(expected === undefined ? message : `${expected} is expected where something else stands`);
  }
}

import { EventStoreDBClient } from '@eventstore/db-client';
import { AppendStream } from './append-stream.js';
import { refused } from './connection-string.js';
import { openChannel, type Channel } from './server-messages.js';
import type { EventStoreLimits } from './store-limits.js';

/**
 * One client until anything on it fails. Retired, it takes no new calls; those under way are answered, or give up at
 * their own deadlines, and the last one out closes it: a read that broke takes no append along. Closed, gRPC forgets that
 * the server was away; it would wait up to two minutes before it tries again.
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

  static async open(url: string, limits: EventStoreLimits): Promise<EventStoreConnection> {
    const client = newClient(url);
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

function newClient(url: string): EventStoreDBClient {
  try {
    return EventStoreDBClient.connectionString(url);
  } catch (error) {
    const { expected, message } = error as { readonly expected?: string; readonly message: string };
    throw refused(expected === undefined ? message : `${expected} is expected where something else stands`);
  }
}

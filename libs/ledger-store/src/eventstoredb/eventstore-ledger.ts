import { assertAppendRequest } from '../port/append-request.js';
import type {
  Appended,
  ExpectedRevision,
  LedgerEvent,
  LedgerPage,
  LedgerStore,
  NewEvent,
  NonEmpty,
  Position,
  Revision,
} from '../port/ledger-store.js';
import { AllReader } from './all-reader.js';
import type { StoredAppend } from './append-messages.js';
import { measureAppend } from './append-size.js';
import type { EventStoreConnections } from './eventstore-connections.js';
import { EventStoreEvent } from './eventstore-event.js';
import type { EventStoreRecord } from './eventstore-record.js';
import { readStreamRecords, type ReadRange } from './read-records.js';
import type { RetentionGuard } from './retention.js';
import { SERVER_MAX_APPEND_BYTES, type EventStoreLimits } from './store-limits.js';
import { WakeSubscription } from './wake-subscription.js';

/** Read at a time from a stream. */
const STREAM_PAGE = 500;

export class EventStoreLedger implements LedgerStore {
  readonly maxAppendBytes = SERVER_MAX_APPEND_BYTES;
  private readonly all: AllReader;
  private readonly wakes: WakeSubscription;

  constructor(
    readonly ledgerId: string,
    private readonly connections: EventStoreConnections,
    private readonly retention: RetentionGuard,
    private readonly isOurs: (stream: string) => boolean,
    private readonly limits: EventStoreLimits,
  ) {
    this.all = new AllReader(connections, limits, isOurs, (record) => retention.noticed(record));
    this.wakes = new WakeSubscription(connections, limits);
  }

  async append(stream: string, events: NonEmpty<NewEvent>, expected: ExpectedRevision): Promise<Appended> {
    assertAppendRequest(stream, events);
    const bytes = measureAppend(stream, events, expected);
    return this.connections.use(`append to stream ${stream}`, async (connection) => {
      await this.retention.beforeAppend(connection, stream);
      const appends = await connection.appends();
      return appended(await appends.append(stream, events, expected, bytes), events.length);
    });
  }

  async *readStream(
    stream: string,
    {
      from,
      direction,
      limit,
    }: { from: Revision | 'start' | 'end'; direction: 'forwards' | 'backwards'; limit: number },
  ): AsyncIterable<LedgerEvent> {
    const backwards = direction === 'backwards';
    let next: 'start' | 'end' | bigint | undefined = backwards ? await this.notBeyondEnd(stream, from) : from;
    for (let left = limit; left > 0 && next !== undefined;) {
      const range: ReadRange = { from: next, backwards, count: Math.min(left, STREAM_PAGE) };
      const { records, atEnd } = await this.readRecords(stream, range);
      for (const record of records) yield new EventStoreEvent(record, this.isOurs);
      left -= records.length;
      next = atEnd ? undefined : behind(records.at(-1), backwards);
    }
  }

  /** Where a backwards read begins: the server need not look for the end from beyond it. */
  private async notBeyondEnd(
    stream: string,
    from: Revision | 'start' | 'end',
  ): Promise<Revision | 'start' | 'end' | undefined> {
    if (typeof from === 'string') return from;
    const [last] = (await this.readRecords(stream, { from: 'end', backwards: true, count: 1 })).records;
    if (last === undefined) return undefined;
    return last.revision < from ? last.revision : from;
  }

  private readRecords(stream: string, range: ReadRange): ReturnType<typeof readStreamRecords> {
    return this.connections.use(`read stream ${stream}`, ({ client }) =>
      readStreamRecords(client, stream, range, this.limits),
    );
  }

  readAll({ after, limit }: { after: Position; limit: number }): Promise<LedgerPage> {
    return this.all.page(after, limit);
  }

  eventAt(position: Position): Promise<LedgerEvent | undefined> {
    return this.all.at(position);
  }

  tail(): Promise<Position> {
    return this.all.tail();
  }

  onAppended(wake: () => void): () => void {
    return this.wakes.add(wake);
  }

  async close(): Promise<void> {
    this.wakes.stop();
    await this.connections.close();
  }
}

/** The server tells the last event's position only. */
function appended({ lastRevision, lastPosition }: StoredAppend, count: number): Appended {
  const firstRevision = (lastRevision - BigInt(count - 1)) as Revision;
  return { firstRevision, lastRevision, ...(count === 1 ? { positions: [lastPosition] } : {}) };
}

function behind(last: EventStoreRecord | undefined, backwards: boolean): bigint | undefined {
  if (last === undefined) return undefined;
  const next = last.revision + (backwards ? -1n : 1n);
  return next < 0n ? undefined : next;
}

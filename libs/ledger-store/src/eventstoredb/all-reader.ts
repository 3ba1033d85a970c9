import { UnknownPosition } from '../port/ledger-errors.js';
import { START, type LedgerEvent, type LedgerPage, type Position } from '../port/ledger-store.js';
import type { EventStoreConnections } from './eventstore-connections.js';
import { EventStoreEvent } from './eventstore-event.js';
import type { EventStoreRecord } from './eventstore-record.js';
import { readAllRecords, type ReadRange, type ReadRecords } from './read-records.js';
import { isInvalidPosition } from './server-errors.js';
import type { EventStoreLimits } from './store-limits.js';

const FIRST_LOOK_BACK = 16;
const LOOK_BACK_GROWTH = 8;
/** Read at a time while nothing but the server's own events comes. */
const LOOK_FORWARD = 512;

/** The total order, `$all`, without the server's own events. */
export class AllReader {
  /** Of the last answer to `tail`: nothing but the server's own stands between `tail` and `lookedUpTo`. */
  private lookedUpTo = START;
  private lastTail = START;

  constructor(
    private readonly connections: EventStoreConnections,
    private readonly limits: EventStoreLimits,
    private readonly isOurs: (stream: string) => boolean,
    /** Sees every event of the server's own that passes. */
    private readonly onSystem: (record: EventStoreRecord) => void,
  ) {}

  /** Goes on until it has something to give, or has read for long enough. */
  async page(after: Position, limit: number): Promise<LedgerPage> {
    const events: LedgerEvent[] = [];
    let last = after;
    for (let reads = 0; reads < this.limits.maxEmptyReads; reads += 1) {
      const count = reads === 0 ? limit : Math.max(limit, LOOK_FORWARD);
      const { records, atEnd } = await this.behind(last, count);
      for (const record of records) {
        if (events.length === limit) return { events, last, atEnd: false };
        last = record.position;
        if (record.isSystem) this.onSystem(record);
        else events.push(new EventStoreEvent(record, this.isOurs));
      }
      if (atEnd || events.length > 0) return { events, last, atEnd };
    }
    return { events, last, atEnd: false };
  }

  /** A read begins at an event, inclusive: the one at `after` comes along and is left out. */
  private async behind(after: Position, count: number): Promise<ReadRecords> {
    if (after === START) return this.read({ from: 'start', count });
    const { records, atEnd } = await this.read({ from: after, count: count + 1 });
    if (records.length === 0) throw new UnknownPosition(after);
    const first = records.findIndex((record) => record.position > after);
    return { records: first === -1 ? [] : records.slice(first), atEnd };
  }

  async at(position: Position): Promise<LedgerEvent | undefined> {
    try {
      const [record] = (await this.read({ from: position, count: 1 })).records;
      if (record?.position !== position || record.isSystem) return undefined;
      return new EventStoreEvent(record, this.isOurs);
    } catch (error) {
      if (error instanceof UnknownPosition) return undefined;
      throw error;
    }
  }

  /** Looks back from the end, further each time, but never behind what the last look knew. */
  async tail(): Promise<Position> {
    let end: Position | undefined;
    let from: 'end' | Position = 'end';
    for (let count = FIRST_LOOK_BACK; ; count *= LOOK_BACK_GROWTH) {
      const { records, atEnd } = await this.read({ from, backwards: true, count });
      for (const record of records) {
        end ??= record.position;
        if (record.position <= this.lookedUpTo) return this.foundTail(this.lastTail, end);
        if (!record.isSystem) return this.foundTail(record.position, end);
      }
      const oldest = records.at(-1);
      if (atEnd || oldest === undefined) return this.foundTail(START, end ?? START);
      from = oldest.position;
    }
  }

  /** Two looks may overlap: only the one that saw further is remembered. */
  private foundTail(tail: Position, end: Position): Position {
    if (end > this.lookedUpTo) {
      this.lookedUpTo = end;
      this.lastTail = tail;
    }
    return tail;
  }

  private read(range: ReadRange): Promise<ReadRecords> {
    return this.connections.use('read the ledger', async ({ client }) => {
      try {
        return await readAllRecords(client, range, this.limits);
      } catch (error) {
        if (typeof range.from === 'bigint' && isInvalidPosition(error))
          throw new UnknownPosition(range.from as Position);
        throw error;
      }
    });
  }
}

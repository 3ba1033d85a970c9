import {
  BACKWARDS,
  FORWARDS,
  StreamNotFoundError,
  type EventStoreDBClient,
  type StreamingRead,
} from '@eventstore/db-client';
import { EventStoreRecord } from './eventstore-record.js';
import { tapMessages, type ReadResp } from './server-messages.js';
import type { EventStoreLimits } from './store-limits.js';

export interface ReadRecords {
  readonly records: readonly EventStoreRecord[];
  /** True when the server had no more to give. */
  readonly atEnd: boolean;
}

export interface ReadRange {
  /** Inclusive; of a stream a revision, of `$all` a position at which an event begins. */
  readonly from: 'start' | 'end' | bigint;
  readonly backwards?: boolean;
  readonly count: number;
}

/** A missing stream holds no events. */
export function readStreamRecords(
  client: EventStoreDBClient,
  stream: string,
  { from, backwards, count }: ReadRange,
  limits: EventStoreLimits,
): Promise<ReadRecords> {
  const maxCount = Math.min(count, limits.maxReadEvents);
  const direction = backwards === true ? BACKWARDS : FORWARDS;
  const read = client.readStream(stream, { fromRevision: from, direction, maxCount, requiresLeader: true });
  return collect(read, maxCount, limits);
}

export function readAllRecords(
  client: EventStoreDBClient,
  { from, backwards, count }: ReadRange,
  limits: EventStoreLimits,
): Promise<ReadRecords> {
  const maxCount = Math.min(count, limits.maxReadEvents);
  const direction = backwards === true ? BACKWARDS : FORWARDS;
  const fromPosition = typeof from === 'bigint' ? { commit: from, prepare: from } : from;
  return collect(client.readAll({ fromPosition, direction, maxCount, requiresLeader: true }), maxCount, limits);
}

/** The client puts no deadline on reads: without this one, a read that hangs would hang for ever. */
async function collect(
  read: StreamingRead<unknown>,
  count: number,
  { readDeadlineMs, maxReadBytes }: EventStoreLimits,
): Promise<ReadRecords> {
  const records: EventStoreRecord[] = [];
  let bytes = 0;
  const { promise, resolve, reject } = Promise.withResolvers<ReadRecords>();
  const take = (message: ReadResp): void => {
    const event = message.getEvent()?.getEvent();
    if (event === undefined || (bytes >= maxReadBytes && records.length > 1)) return;
    const record = new EventStoreRecord(event);
    records.push(record);
    bytes += record.data.length + record.metadata.length;
    // Never after one alone: whoever reads on from an event gets that event first.
    if (bytes >= maxReadBytes && records.length > 1) resolve({ records, atEnd: false });
  };
  tapMessages(read, (message) => {
    try {
      take(message);
    } catch (error) {
      reject(error as Error);
    }
  });
  read.on('error', (error: Error) =>
    error instanceof StreamNotFoundError ? resolve({ records, atEnd: true }) : reject(error),
  );
  read.on('end', () => resolve({ records, atEnd: records.length < count }));
  read.resume();
  const deadline = setTimeout(() => reject(new Error(`no answer within ${readDeadlineMs} ms`)), readDeadlineMs);
  try {
    return await promise;
  } finally {
    clearTimeout(deadline);
    read.cancel().catch(() => undefined); // it ended already, or never began: either was told above
  }
}

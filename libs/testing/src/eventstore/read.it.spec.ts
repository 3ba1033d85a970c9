import {
  BACKWARDS,
  END,
  NO_STREAM,
  StreamNotFoundError,
  UnknownError,
  type EventStoreDBClient,
  type ReadAllOptions,
} from '@eventstore/db-client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect, disconnectAll, event, everything, ids, idsIn } from './client.fixture.js';
import type { FakeEventStore } from './event-store-server.js';
import { startFakeEventStore } from './start-fake-event-store.js';

describe('reads', () => {
  let store: FakeEventStore;
  let client: EventStoreDBClient;
  const events = [1, 2, 3, 4, 5].map((n) => event(n));
  const all = async (options: ReadAllOptions) => {
    const found = [];
    for await (const { event } of client.readAll(options)) found.push(event!);
    return found;
  };

  beforeAll(async () => {
    store = await startFakeEventStore({ appendsPerSystemEvent: 2 });
    client = connect(store.url);
    await client.appendToStream('numbers', events, { expectedRevision: NO_STREAM });
    await client.appendToStream('others', [event(6)], { expectedRevision: NO_STREAM });
  });
  afterAll(async () => {
    await disconnectAll();
    await store.stop();
  });

  it('give a stream as it was appended, to the last field', async () => {
    const found = [];
    for await (const { event } of client.readStream('numbers', { fromRevision: 1n, maxCount: 2 })) found.push(event!);
    expect(found).toMatchObject([
      { id: events[1]!.id, revision: 1n, type: 'Counted', data: { n: 2 }, metadata: { from: 'a test' }, isJson: true },
      { id: events[2]!.id, revision: 2n },
    ]);
    expect(Math.abs(Date.now() - found[0]!.created.getTime())).toBeLessThan(60_000);
  });

  it('go backwards from the end and from a revision, which is included', async () => {
    const backwards = async (fromRevision: typeof END | bigint, maxCount: number) => {
      const found: bigint[] = [];
      const options = { direction: BACKWARDS, fromRevision, maxCount } as const;
      for await (const { event } of client.readStream('numbers', options)) found.push(event!.revision);
      return found;
    };
    expect(await backwards(END, 2)).toEqual([4n, 3n]);
    expect(await backwards(1n, 9)).toEqual([1n, 0n]);
  });

  it('find nothing behind the end of a stream, and throw StreamNotFound for a missing one', async () => {
    const found = [];
    for await (const item of client.readStream('numbers', { fromRevision: 5n })) found.push(item);
    expect(found).toEqual([]);
    await expect(idsIn(client, 'missing')).rejects.toBeInstanceOf(StreamNotFoundError);
  });

  it('give $all in one order, by positions that are offsets with gaps', async () => {
    const positions = (await everything(client)).map(({ position }) => position!.commit);
    expect(positions).toEqual([...positions].sort((a, b) => (a < b ? -1 : 1)));
    expect(positions.slice(1).every((position, n) => position - positions[n]! > 20n)).toBe(true);
  });

  it('meet events of the server itself in $all: before, between and behind those of clients', async () => {
    const system = (await everything(client)).map(({ type }) => type.startsWith('$'));
    expect([system[0], system.at(-1)]).toEqual([true, true]);
  });

  it('give $all from a position, which is included, and backwards before a position', async () => {
    const found = await everything(client);
    const fromPosition = found[4]!.position!;
    expect((await all({ fromPosition, maxCount: 2 })).map(({ id }) => id)).toEqual([found[4]!.id, found[5]!.id]);
    const before = await all({ fromPosition, maxCount: 2, direction: BACKWARDS });
    expect(before.map(({ id }) => id)).toEqual([found[3]!.id, found[2]!.id]);
    const last = await all({ fromPosition: END, maxCount: 1, direction: BACKWARDS });
    expect(last.map(({ id }) => id)).toEqual([found.at(-1)!.id]);
    expect(await all({ fromPosition: END })).toEqual([]);
  });

  it('refuse a position that is none', async () => {
    const { commit } = (await everything(client))[4]!.position!;
    const position = { commit: commit + 1n, prepare: commit + 1n };
    await expect(all({ fromPosition: position })).rejects.toBeInstanceOf(UnknownError);
  });

  it('go on through more than the connection holds, and end when the reader leaves', async () => {
    const stream = 'long';
    for (let n = 0; n < 4; n += 1) {
      const expectedRevision = n === 0 ? NO_STREAM : BigInt(n * 1_000 - 1);
      await client.appendToStream(
        stream,
        Array.from({ length: 1_000 }, () => event(n)),
        { expectedRevision },
      );
    }
    expect(await idsIn(client, stream)).toHaveLength(4_000);
    for await (const { event } of client.readStream(stream)) if (event!.revision === 10n) break;
    expect(await idsIn(client, 'others')).toHaveLength(1);
  });

  it('hide what a stream keeps no longer: $maxCount, $tb and $maxAge, which can be read again', async () => {
    const stream = 'forgetful';
    const stored = [1, 2, 3, 4].map((n) => event(n));
    await client.appendToStream(stream, stored, { expectedRevision: NO_STREAM });
    expect(await client.getStreamMetadata(stream)).toEqual({ streamName: stream });
    await client.setStreamMetadata(stream, { maxCount: 3 });
    expect(await client.getStreamMetadata(stream)).toMatchObject({ metadata: { maxCount: 3 } });
    expect(await idsIn(client, stream)).toEqual(ids(stored).slice(1));
    await client.setStreamMetadata(stream, { truncateBefore: 2 });
    expect(await client.getStreamMetadata(stream)).toMatchObject({ metadata: { truncateBefore: 2 } });
    expect(await idsIn(client, stream)).toEqual(ids(stored).slice(2));
    await client.setStreamMetadata(stream, { maxAge: 0 });
    expect(await idsIn(client, stream)).toEqual([]);
    expect((await everything(client)).filter(({ streamId }) => streamId === stream)).toHaveLength(4);
  });
});

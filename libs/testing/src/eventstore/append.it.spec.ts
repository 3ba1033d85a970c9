import {
  ANY,
  MaxAppendSizeExceededError,
  NO_STREAM,
  STREAM_EXISTS,
  StreamDeletedError,
  StreamNotFoundError,
  WrongExpectedVersionError,
  type EventStoreDBClient,
} from '@eventstore/db-client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect, disconnectAll, event, eventOfBytes, ids, idsIn } from './client.fixture.js';
import type { EventStoreServer } from './event-store-server.js';
import { startEventStore } from './start-event-store.js';
import { startFakeEventStore } from './start-fake-event-store.js';

/**
 * What a real server answers, as measured, by both of the protocol's calls. Where a Docker engine runs the real one
 * answers here; elsewhere this holds the fake to it.
 */
describe.each(['BatchAppend', 'Append'])('appends by %s', (call) => {
  let store: EventStoreServer;
  let client: EventStoreDBClient;
  let streams = 0;
  const newStream = () => `stream-${(streams += 1)}`;
  /** The client uses the older call whenever credentials are given; without TLS it does not send them. */
  const older = call === 'Append' ? { credentials: { username: 'a', password: 'b' } } : {};
  const append = (stream: string, events: ReturnType<typeof event>[], expectedRevision: bigint | typeof NO_STREAM) =>
    client.appendToStream(stream, events, { expectedRevision, ...older });

  beforeAll(async () => {
    store = await startEventStore({ own: true });
    client = connect(store.url);
  });
  afterAll(async () => {
    await disconnectAll();
    await store.stop();
  });

  it('answers the same ids at NO_STREAM with the original revision and position, also after a restart', async () => {
    const [stream, events] = [newStream(), [event(1), event(2)]];
    const first = await append(stream, events, NO_STREAM);
    expect(first).toMatchObject({ success: true, nextExpectedRevision: 1n });
    await append(stream, [event(3)], 1n);
    expect(await append(stream, events, NO_STREAM)).toEqual(first);
    await store.restart();
    client = connect(store.url);
    expect(await append(stream, events, NO_STREAM)).toEqual(first);
    expect(await idsIn(client, stream)).toHaveLength(3);
  });

  it('refuses other ids at NO_STREAM on an existing stream', async () => {
    const stream = newStream();
    await append(stream, [event(1)], NO_STREAM);
    const refused = append(stream, [event(2)], NO_STREAM);
    await expect(refused).rejects.toBeInstanceOf(WrongExpectedVersionError);
    await expect(refused).rejects.toMatchObject({ streamName: stream, actualVersion: 0n });
  });

  it('answers the ids that already follow a revision with the original revision, with later events or without', async () => {
    const [stream, later] = [newStream(), [event(2), event(3)]];
    await append(stream, [event(1)], NO_STREAM);
    const original = await append(stream, later, 0n);
    expect(await append(stream, later, 0n)).toEqual(original);
    await append(stream, [event(4)], 2n);
    expect(await append(stream, later, 0n)).toEqual(original);
    expect(await append(stream, later.slice(0, 1), 0n)).toMatchObject({ nextExpectedRevision: 1n });
    expect(await idsIn(client, stream)).toHaveLength(4);
  });

  it.each([
    ['other ids behind a stale revision', 0n, 0],
    ['an overlap that goes on with new ids', 0n, 1],
    ['a revision beyond the end', 7n, 0],
  ])('refuses %s and stores nothing of it', async (_what, expected, known) => {
    const [stream, stored] = [newStream(), [event(1), event(2)]];
    await append(stream, stored, NO_STREAM);
    const refused = append(stream, [...stored.slice(1, 1 + known), event(8), event(9)], expected);
    await expect(refused).rejects.toBeInstanceOf(WrongExpectedVersionError);
    expect(await idsIn(client, stream)).toEqual(ids(stored));
  });

  it('refuses an overlap behind NO_STREAM, too', async () => {
    const [stream, stored] = [newStream(), [event(1), event(2)]];
    await append(stream, stored, NO_STREAM);
    await expect(append(stream, [...stored, event(3)], NO_STREAM)).rejects.toBeInstanceOf(WrongExpectedVersionError);
    expect(await idsIn(client, stream)).toEqual(ids(stored));
  });

  it('knows an id at ANY until newer ones have pushed it out of its cache', async () => {
    const small = await startFakeEventStore({ recentIds: 20 });
    const once = event(1);
    const any = (events: ReturnType<typeof event>[]) =>
      connect(small.url).appendToStream('any', events, { expectedRevision: ANY, ...older });
    await any([once]);
    await any([event(2)]);
    expect(await any([once])).toMatchObject({ nextExpectedRevision: 0n });
    for (let n = 0; n < 20; n += 1) await any([event(n)]);
    await any([once]);
    expect((await idsIn(connect(small.url), 'any')).filter((id) => id === once.id)).toHaveLength(2);
    await small.stop();
  });

  it('stores the same id twice when one call brings it twice', async () => {
    const [stream, twice] = [newStream(), event(1)];
    expect(await append(stream, [twice, twice], NO_STREAM)).toMatchObject({ nextExpectedRevision: 1n });
    expect(await idsIn(client, stream)).toEqual([twice.id, twice.id]);
  });

  it('stores one event of 900 KB', async () => {
    const stream = newStream();
    await append(stream, [eventOfBytes(900_000)], NO_STREAM);
    expect(await idsIn(client, stream)).toHaveLength(1);
  });

  it.each([
    ['one event', [1_048_577]],
    ['several events', [500_000, 500_000, 60_000]],
  ])('refuses %s of more than 1,048,576 bytes and stores nothing', async (_what, sizes) => {
    const stream = newStream();
    const refused = append(stream, sizes.map(eventOfBytes), NO_STREAM);
    await expect(refused).rejects.toBeInstanceOf(MaxAppendSizeExceededError);
    await expect(refused).rejects.toMatchObject({ type: 'maximum-append-size-exceeded', maxAppendSize: 1_048_576 });
    await expect(idsIn(client, stream)).rejects.toBeInstanceOf(StreamNotFoundError);
  });

  it('throws WrongExpectedVersion even when the call asks it not to', async () => {
    const stream = newStream();
    await append(stream, [event(1)], NO_STREAM);
    const options = { expectedRevision: NO_STREAM, throwOnAppendFailure: false, ...older } as const;
    const refused = client.appendToStream(stream, [event(2)], options);
    await expect(refused).rejects.toBeInstanceOf(WrongExpectedVersionError);
  });

  it('takes an empty list of events for a missing stream: revision 0, and nothing is stored', async () => {
    const stream = newStream();
    const answer = await append(stream, [], NO_STREAM);
    expect(answer).toMatchObject({ success: true, nextExpectedRevision: 0n });
    await expect(idsIn(client, stream)).rejects.toBeInstanceOf(StreamNotFoundError);
  });

  it('refuses appends to a stream with a tombstone, and reads of it', async () => {
    const stream = newStream();
    await append(stream, [event(1)], NO_STREAM);
    await client.tombstoneStream(stream, { expectedRevision: 0n });
    await expect(append(stream, [event(2)], 0n)).rejects.toBeInstanceOf(StreamDeletedError);
    await expect(idsIn(client, stream)).rejects.toBeInstanceOf(StreamDeletedError);
  });

  it('lets a deleted stream begin again behind its old end', async () => {
    const stream = newStream();
    await append(stream, [event(1), event(2)], NO_STREAM);
    await client.deleteStream(stream, { expectedRevision: 1n });
    await expect(idsIn(client, stream)).rejects.toBeInstanceOf(StreamNotFoundError);
    const again = event(3);
    expect(await append(stream, [again], NO_STREAM)).toMatchObject({ nextExpectedRevision: 2n });
    expect(await idsIn(client, stream)).toEqual([again.id]);
  });

  it('knows whether a stream exists', async () => {
    const exists = (stream: string) =>
      client.appendToStream(stream, [event(1)], { expectedRevision: STREAM_EXISTS, ...older });
    const stream = newStream();
    await expect(exists(stream)).rejects.toBeInstanceOf(WrongExpectedVersionError);
    await append(stream, [event(1)], NO_STREAM);
    expect(await exists(stream)).toMatchObject({ nextExpectedRevision: 1n });
  });
});

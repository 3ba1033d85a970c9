import { NO_STREAM, StreamNotFoundError, UnavailableError, type EventStoreDBClient } from '@eventstore/db-client';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { waitUntil } from '../wait-until.js';
import { connect, disconnectAll, event, everything, ids, idsIn } from './client.fixture.js';
import type { FakeEventStore } from './event-store-server.js';
import { startFakeEventStore } from './start-fake-event-store.js';

/** Each fault with its pair: failed and not stored, failed but stored. */
describe.each([
  ['in this process', false],
  ['in a process of its own', true],
])('the fake event store %s', (_where, ownProcess) => {
  let store: FakeEventStore;
  let client: EventStoreDBClient;
  const append = (stream: string, events = [event(1)]) =>
    client.appendToStream(stream, events, { expectedRevision: NO_STREAM });
  /** A client of its own: nothing of an earlier fault is left in it. */
  const stored = (stream: string) => idsIn(connect(store.url), stream);

  beforeEach(async () => {
    store = await startFakeEventStore({ ownProcess });
    client = connect(store.url);
    await append('before');
  });
  afterEach(async () => {
    await disconnectAll();
    await store.stop();
  });

  it.each([
    ['before', 'is not stored'],
    ['after', 'is stored'],
  ] as const)('killed %s the commit of the nth append: that append %s', async (when, _stored) => {
    await store.faults.onAppend({ nth: 3, when: `${when}-commit`, then: 'kill' });
    const events = [event(1), event(2), event(3)];
    await append('first', [events[0]!]);
    await append('second', [events[1]!]);
    await expect(append('third', [events[2]!])).rejects.toBeInstanceOf(UnavailableError);
    await waitUntil(() => !store.isRunning());
    await store.restart();
    expect(await stored('first')).toEqual([events[0]!.id]);
    expect(await stored('second')).toEqual([events[1]!.id]);
    if (when === 'after') expect(await stored('third')).toEqual([events[2]!.id]);
    else await expect(stored('third')).rejects.toBeInstanceOf(StreamNotFoundError);
  });

  it.each([
    ['before', 'is not stored'],
    ['after', 'is stored'],
  ] as const)('cut off %s the commit: the append %s, and the server goes on', async (when, _stored) => {
    await store.faults.onAppend({ when: `${when}-commit`, then: 'cut' });
    await expect(append('cut')).rejects.toBeInstanceOf(UnavailableError);
    if (when === 'after') expect(await stored('cut')).toHaveLength(1);
    else await expect(stored('cut')).rejects.toBeInstanceOf(StreamNotFoundError);
    expect(store.isRunning()).toBe(true);
    await waitUntil(() => append('next'));
  });

  it.each([
    ['before', 'is not stored'],
    ['after', 'is stored'],
  ] as const)('timing out %s the commit: the append %s', async (when, _stored) => {
    await store.faults.onAppend({ when: `${when}-commit`, then: 'time-out' });
    await expect(append('slow')).rejects.toMatchObject({ type: 'deadline-exceeded' });
    if (when === 'after') expect(await stored('slow')).toHaveLength(1);
    else await expect(stored('slow')).rejects.toBeInstanceOf(StreamNotFoundError);
  });

  it('delays the answer, not the commit', async () => {
    await store.faults.delay({ afterCommitMs: 600_000 });
    let answered = false;
    const late = append('late').then(() => (answered = true));
    await waitUntil(() => stored('late'));
    expect(answered).toBe(false);
    await store.faults.clear();
    await late;
  });

  it('delays the commit', async () => {
    await store.faults.delay({ beforeCommitMs: 600_000 });
    const late = append('late');
    // By the same connection, so behind the append.
    await expect(idsIn(client, 'late')).rejects.toBeInstanceOf(StreamNotFoundError);
    await store.faults.clear();
    await late;
    expect(await stored('late')).toHaveLength(1);
  });

  it('refuses connections until told otherwise', async () => {
    await store.faults.refuseConnections(true);
    await expect(append('refused')).rejects.toThrow('UNAVAILABLE');
    await store.faults.clear();
    await waitUntil(() => append('accepted'));
  });

  it('killed: whoever waits gets UnavailableError, whoever comes later a plain Error, and the client recovers', async () => {
    await store.faults.delay({ beforeCommitMs: 600_000 });
    const inFlight = append('in-flight');
    await expect(idsIn(client, 'in-flight')).rejects.toBeInstanceOf(StreamNotFoundError);
    const killed = store.kill();
    await expect(inFlight).rejects.toBeInstanceOf(UnavailableError);
    await expect(inFlight).rejects.toThrow(/^14 UNAVAILABLE/);
    await killed;
    const late = append('late');
    await expect(late).rejects.toThrow(/^14 UNAVAILABLE/);
    await expect(late).rejects.not.toBeInstanceOf(UnavailableError);
    await store.restart();
    await waitUntil(() => append('recovered'));
  });

  it('keeps everything it acknowledged over a kill under load', async () => {
    const streams = Array.from({ length: 4 }, (_, n) => ({ name: `load-${n}`, acknowledged: [] as string[] }));
    const writers = streams.map(async ({ name, acknowledged }) => {
      for (;;) {
        const events = Array.from({ length: 20 }, (_, n) => event(n));
        const expectedRevision = acknowledged.length === 0 ? NO_STREAM : BigInt(acknowledged.length - 1);
        const done = await client.appendToStream(name, events, { expectedRevision }).catch(() => null);
        if (done === null) return;
        acknowledged.push(...ids(events));
      }
    });
    await waitUntil(() => streams.every(({ acknowledged }) => acknowledged.length >= 200));
    await store.kill();
    await Promise.all(writers);
    await store.restart();
    for (const { name, acknowledged } of streams) {
      expect((await stored(name)).slice(0, acknowledged.length)).toEqual(acknowledged);
    }
  });

  it('begins anew without its data', async () => {
    await store.restart({ keepData: false });
    await expect(stored('before')).rejects.toBeInstanceOf(StreamNotFoundError);
    expect((await everything(connect(store.url))).every(({ type }) => type.startsWith('$'))).toBe(true);
  });
});

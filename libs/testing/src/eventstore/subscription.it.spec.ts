import {
  END,
  NO_STREAM,
  StreamDeletedError,
  TimeoutError,
  UnavailableError,
  streamNameFilter,
  type AllStreamSubscription,
  type EventStoreDBClient,
} from '@eventstore/db-client';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { waitUntil } from '../wait-until.js';
import { connect, disconnectAll, event, everything, heard, ids } from './client.fixture.js';
import type { FakeEventStore } from './event-store-server.js';
import { startFakeEventStore } from './start-fake-event-store.js';

describe('subscriptions', () => {
  let store: FakeEventStore;
  let client: EventStoreDBClient;
  const append = (stream: string, events: ReturnType<typeof event>[]) =>
    client.appendToStream(stream, events, { expectedRevision: NO_STREAM });
  const settled = ({ words }: { words: string[] }, word: string) =>
    waitUntil(() => words.includes(word), { what: `the subscription to say ${word}` });

  beforeEach(async () => {
    store = await startFakeEventStore();
    client = connect(store.url);
  });
  afterEach(async () => {
    await disconnectAll();
    await store.stop();
  });

  it('to $all confirm, give all there is, say that they caught up, and go on live', async () => {
    const [old, fresh] = [event(1), event(2)];
    await append('old', [old]);
    const before = (await everything(client)).map(({ id }) => id);
    const log = heard(client.subscribeToAll());
    await settled(log, 'caughtUp');
    await append('fresh', [fresh]);
    await settled(log, fresh.id!);
    expect(log.words).toEqual(['confirmation', ...before, 'caughtUp', fresh.id]);
  });

  it('to $all begin behind a position, and from the end with what comes', async () => {
    const events = [event(1), event(2), event(3)];
    await append('some', events);
    const first = (await everything(client)).find(({ id }) => id === events[0]!.id)!;
    const behind = heard(client.subscribeToAll({ fromPosition: first.position! }));
    const live = heard(client.subscribeToAll({ fromPosition: END }));
    await Promise.all([settled(behind, 'caughtUp'), settled(live, 'caughtUp')]);
    const fresh = event(4);
    await append('more', [fresh]);
    await Promise.all([settled(behind, fresh.id!), settled(live, fresh.id!)]);
    expect(behind.words).toEqual(['confirmation', ...ids(events.slice(1)), 'caughtUp', fresh.id]);
    expect(live.words).toEqual(['confirmation', 'caughtUp', fresh.id]);
  });

  it('to $all can be filtered, and then tell how far they have looked', async () => {
    const checkpoints: bigint[] = [];
    const filter = streamNameFilter({
      prefixes: ['wanted'],
      checkpointReached: (_subscription, { commit }) => void checkpoints.push(commit),
    });
    const log = heard(client.subscribeToAll({ filter }));
    await settled(log, 'caughtUp');
    await append(
      'noise',
      Array.from({ length: 100 }, (_, n) => event(n)),
    );
    const wanted = event(1);
    await append('wanted', [wanted]);
    await settled(log, wanted.id!);
    expect(log.words).toEqual(['confirmation', 'caughtUp', wanted.id]);
    expect(checkpoints.length).toBeGreaterThanOrEqual(3);
  });

  it('to a stream begin behind a revision, and know a tombstone', async () => {
    const events = [event(1), event(2), event(3)];
    await append('one', events);
    await append('another', [event(4)]);
    const log = heard(client.subscribeToStream('one', { fromRevision: 0n }) as unknown as AllStreamSubscription);
    await settled(log, 'caughtUp');
    expect(log.words).toEqual(['confirmation', ...ids(events.slice(1)), 'caughtUp']);
    await client.tombstoneStream('one');
    const late = heard(client.subscribeToStream('one') as unknown as AllStreamSubscription);
    await settled(late, 'error');
    expect(late.error).toBeInstanceOf(StreamDeletedError);
  });

  it('are dropped when their reader is slower than the writers, and then say nothing ever again', async () => {
    const subscription = client.subscribeToAll({ fromPosition: END });
    const log = heard(subscription);
    await settled(log, 'caughtUp');
    subscription.pause();
    for (let n = 0; n < 30; n += 1)
      await append(
        `load-${n}`,
        Array.from({ length: 100 }, () => event(n)),
      );
    // The error comes behind what the connection still held.
    subscription.resume();
    await settled(log, 'error');
    expect(log.words.length).toBeLessThan(3_000);
    expect(log.error).toBeInstanceOf(TimeoutError);
    expect(log.error!.message).toBe(
      '10 ABORTED: Operation timed out: Consumer too slow to handle event while live. ' +
        'Client resubscription required.',
    );
    const fresh = event(1);
    await append('afterwards', [fresh]);
    const later = heard(client.subscribeToAll());
    await settled(later, fresh.id!);
    expect(log.words).not.toContain(fresh.id);
  });

  it('survive a large append when their reader keeps up', async () => {
    const log = heard(client.subscribeToAll({ fromPosition: END }));
    await settled(log, 'caughtUp');
    const many = Array.from({ length: 1_000 }, (_, n) => event(n));
    await append('large', many);
    await settled(log, many.at(-1)!.id!);
    expect(log.words.slice(2)).toEqual(ids(many));
  });

  it('end with UnavailableError when the server is killed, and say nothing after its restart', async () => {
    const log = heard(client.subscribeToAll({ fromPosition: END }));
    await settled(log, 'caughtUp');
    await store.kill();
    await settled(log, 'error');
    expect(log.error).toBeInstanceOf(UnavailableError);
    await store.restart();
    const fresh = event(1);
    await waitUntil(() => append('afterwards', [fresh]));
    const later = heard(client.subscribeToAll());
    await settled(later, fresh.id!);
    expect(log.words).not.toContain(fresh.id);
  });
});

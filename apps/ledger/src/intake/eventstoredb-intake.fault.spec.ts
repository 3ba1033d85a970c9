import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  LedgerUnavailable,
  memoryIdentityIndex,
  openLedger,
  START,
  type LedgerEvent,
  type LedgerStore,
} from '@tallystick/ledger-store';
import { startFakeEventStore, waitUntil, type FakeEventStore } from '@tallystick/testing';
import { memoryVault } from '@tallystick/vault';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { HttpIntake } from './http-intake.js';
import { IntakeLane } from './intake-lane.js';
import { silentObserver } from './intake-observer.js';
import { usageEvent } from './usage-events.fixture.js';

const items = (...ids: string[]) => ids.map((id) => ({ event: usageEvent(id) }));

describe('the intake on EventStoreDB', () => {
  let server: FakeEventStore;
  const vault = memoryVault();
  const closing: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    server = await startFakeEventStore();
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
    await server.stop();
  });

  async function start(instance: string) {
    const store = await openLedger({ kind: 'eventstoredb', url: server.url });
    const alarms: string[] = [];
    const observer = { ...silentObserver, alarm: (code: string, detail: string) => alarms.push(`${code}: ${detail}`) };
    const lane = new IntakeLane({ store, index: memoryIdentityIndex(), vault, observer });
    await lane.start();
    closing.push(async () => {
      await lane.stop();
      await store.close();
    });
    return { store, lane, alarms, intake: new HttpIntake(lane, instance) };
  }

  async function everything(store: LedgerStore): Promise<LedgerEvent[]> {
    const events: LedgerEvent[] = [];
    for (let after = START; ;) {
      const page = await store.readAll({ after, limit: 500 });
      events.push(...page.events);
      if (page.atEnd) return events;
      after = page.last;
    }
  }

  it.each([
    ['before', 'cut', 'not recorded', 'recorded'],
    ['after', 'cut', 'recorded', 'duplicate'],
    ['before', 'kill', 'not recorded', 'recorded'],
    ['after', 'kill', 'not recorded', 'duplicate'], // it is, but nobody could know: the server was gone
  ] as const)('settles an append of unknown outcome: %s the commit, %s', async (when, then, answer, again) => {
    const { store, intake } = await start('0');
    await intake.takeHttp(items('a'));
    await server.faults.onAppend({ when: `${when}-commit`, then });
    const taking = intake.takeHttp(items('b', 'c'));
    if (answer === 'recorded') {
      expect((await taking).map(({ status }) => status)).toEqual(['recorded', 'recorded']);
    } else {
      await expect(taking).rejects.toBeInstanceOf(LedgerUnavailable);
    }
    if (!server.isRunning()) await server.restart();
    const answers = await waitUntil(() => intake.takeHttp(items('a', 'b', 'c', 'd')));
    expect(answers.map(({ status }) => status)).toEqual(['duplicate', again, again, 'recorded']);
    const events = await everything(store);
    expect(events.map(({ stream, revision }) => [stream, revision])).toEqual(
      [0n, 1n, 2n, 3n].map((revision) => ['intake-http.0', revision]),
    );
    expect(answers.map((each) => 'position' in each && each.position)).toEqual(events.map(({ position }) => position));
  });

  it('answers each event once over two instances, and each index comes to hold the whole ledger', async () => {
    const [one, two] = [await start('1'), await start('2')];
    for (let n = 0; n < 10; n += 1) {
      await Promise.all([one.intake.takeHttp(items(`one-${n}`)), two.intake.takeHttp(items(`two-${n}`, `more-${n}`))]);
    }
    const tail = await one.store.tail();
    for (const { lane } of [one, two]) expect(await lane.follower.waitUntilComplete(tail, 10_000)).toBe(true);
    expect((await one.intake.takeHttp(items('two-3', 'more-9'))).map(({ status }) => status)).toEqual([
      'duplicate',
      'duplicate',
    ]);
    const events = await everything(one.store);
    expect(events).toHaveLength(30);
    for (const { position, data } of events) {
      const key = Buffer.from(String(data['eventKey']), 'base64url');
      for (const { lane } of [one, two]) expect(lane.index.find(key)?.position).toBe(position);
    }
  });

  it('tells of events that somebody else wrote, also into its own stream, and goes on', async () => {
    const { intake, alarms, store } = await start('0');
    const client = EventStoreDBClient.connectionString(server.url);
    closing.push(() => client.dispose());
    await intake.takeHttp(items('a'));
    await client.appendToStream('orders-1', jsonEvent({ type: 'OrderPlaced', data: { who: 'somebody' } }));
    await client.appendToStream('intake-http.0', jsonEvent({ type: 'UsageRecorded', data: {}, metadata: {} }));
    await client.appendToStream('intake-http.0', jsonEvent({ type: 'Noise', data: [] }));
    expect((await intake.takeHttp(items('a', 'b'))).map(({ status }) => status)).toEqual(['duplicate', 'recorded']);
    await waitUntil(() => alarms.some((alarm) => alarm.startsWith('foreign-event')));
    expect(alarms.filter((alarm) => !alarm.startsWith('foreign-event'))).toEqual([]);
    expect(alarms.join()).not.toContain('somebody');
    expect((await everything(store)).map(({ type, raw }) => [type, raw !== undefined])).toEqual([
      ['UsageRecorded', false],
      ['OrderPlaced', true],
      ['UsageRecorded', false],
      ['Noise', true],
      ['UsageRecorded', false],
    ]);
  });
});

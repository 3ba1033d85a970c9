import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startFakeEventStore, waitUntil, type FakeEventStore } from '@tallystick/testing';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { newEvents } from '../contract.js';
import {
  LedgerUnavailable,
  OutcomeUnknown,
  START,
  type LedgerStore,
  type NewEvent,
  type NonEmpty,
  type Revision,
} from '../index.js';
import { openEventStoreLedger } from './open-eventstore-ledger.js';
import { EVENTSTORE_LIMITS, type EventStoreLimits } from './store-limits.js';

const rev = (n: number): Revision => BigInt(n) as Revision;

describe('an EventStoreDB that fails', () => {
  let server: FakeEventStore;
  const opened: LedgerStore[] = [];

  beforeEach(async () => {
    server = await startFakeEventStore();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((ledger) => ledger.close()));
    await server.stop();
  });

  async function open(limits: Partial<EventStoreLimits> = {}, url = server.url): Promise<LedgerStore> {
    const ledger = await openEventStoreLedger({ url, isOurs: () => true, limits });
    opened.push(ledger);
    return ledger;
  }

  async function stored(ledger: LedgerStore, stream: string): Promise<string[]> {
    const found: string[] = [];
    for await (const { id } of ledger.readStream(stream, { from: 'start', direction: 'forwards', limit: 10_000 })) {
      found.push(id);
    }
    return found;
  }

  const ids = (events: readonly NewEvent[]): string[] => events.map(({ id }) => id);
  const works = (ledger: LedgerStore): Promise<unknown> =>
    waitUntil(async () => (await ledger.tail().catch(() => undefined)) !== undefined);

  it('refuses appends and reads while it is down, nothing stored, and serves the same ledger object again', async () => {
    const ledger = await open();
    const first = newEvents(2);
    await ledger.append('a', first, 'no-stream');
    await server.kill();
    const second = newEvents(2);
    const refused = await Promise.allSettled([
      ledger.append('a', second, rev(1)),
      ledger.append('b', second, 'no-stream'),
      ledger.readAll({ after: START, limit: 1 }),
      ledger.tail(),
      stored(ledger, 'a'),
    ]);
    for (const outcome of refused) {
      expect(outcome).toMatchObject({ status: 'rejected' });
      // The first append may meet a connection that does not know yet: what it was told is a matter of luck.
      if (outcome.status === 'rejected' && !(outcome.reason instanceof OutcomeUnknown)) {
        expect(outcome.reason).toBeInstanceOf(LedgerUnavailable);
      }
    }
    await expect(ledger.append('a', second, rev(1))).rejects.toThrow(
      /^EventStoreDB: cannot reach the ledger: 14 UNAVAIL/,
    );
    await server.restart();
    await works(ledger);
    expect(await stored(ledger, 'a')).toEqual(ids(first));
    await ledger.append('a', second, rev(1));
    expect(await stored(await open(), 'a')).toEqual(ids([...first, ...second]));
  });

  it.each([
    ['before', 'kill', false],
    ['before', 'cut', false],
    ['before', 'time-out', false],
    ['after', 'kill', true],
    ['after', 'cut', true],
    ['after', 'time-out', true],
  ] as const)('does not know an append’s outcome: %s the commit, %s', async (when, then, isStored) => {
    const ledger = await open();
    const [first, second] = [newEvents(3), newEvents(3)];
    await ledger.append('a', first, 'no-stream');
    await server.faults.onAppend({ when: `${when}-commit`, then });
    await expect(ledger.append('a', second, rev(2))).rejects.toBeInstanceOf(OutcomeUnknown);
    if (!server.isRunning()) await server.restart();
    await works(ledger);
    expect(await stored(ledger, 'a')).toEqual(ids(isStored ? [...first, ...second] : first));
    // Whoever appends the same again, knowing nothing, gets the same answer in both cases.
    expect((await ledger.append('a', second, rev(2))).lastRevision).toBe(5n);
    expect(await stored(ledger, 'a')).toEqual(ids([...first, ...second]));
  });

  it('gives up an append that is not answered, and goes on with the next', async () => {
    const ledger = await open({ appendDeadlineMs: 1_000 });
    await ledger.append('a', newEvents(1), 'no-stream');
    await server.faults.delay({ beforeCommitMs: 5_000 });
    const late = newEvents(1);
    await expect(ledger.append('a', late, rev(0))).rejects.toThrow(/no answer within 1000 ms/);
    await server.faults.clear();
    await ledger.append('b', newEvents(1), 'no-stream');
    await waitUntil(async () => (await stored(ledger, 'a')).length === 2);
    expect((await stored(ledger, 'a'))[1]).toBe(late[0].id);
  });

  it('gives up a read that hangs, and takes no append along', async () => {
    const ledger = await open({ readDeadlineMs: 1_000 });
    await ledger.append('a', newEvents(1), 'no-stream');
    await server.faults.delay({ readMs: 5_000, afterCommitMs: 2_000 });
    const appending = ledger.append('a', newEvents(1), rev(0));
    await expect(ledger.tail()).rejects.toThrow(/cannot read the ledger: no answer within 1000 ms/);
    expect((await appending).lastRevision).toBe(1n);
    await server.faults.clear();
    await works(ledger);
  });

  it('fails no append of another server, or another client, when one connection breaks', async () => {
    await using other = await startFakeEventStore().then((fake) => ({
      fake,
      [Symbol.asyncDispose]: () => fake.stop(),
    }));
    const [breaking, sound] = [await open(), await open({}, other.fake.url)];
    await breaking.append('a', newEvents(1), 'no-stream');
    await sound.append('a', newEvents(1), 'no-stream');
    await other.fake.faults.delay({ afterCommitMs: 500 });
    const waiting = Array.from({ length: 5 }, (_, n) => sound.append(`b-${n}`, newEvents(1), 'no-stream'));
    await server.faults.onAppend({ when: 'before-commit', then: 'kill' });
    await expect(breaking.append('a', newEvents(1), rev(0))).rejects.toBeInstanceOf(OutcomeUnknown);
    for (const appended of await Promise.all(waiting)) expect(appended.lastRevision).toBe(0n);
  });

  it('keeps every acknowledged event through kills under load', async () => {
    const ledger = await open();
    const acknowledged = new Map<string, string[]>();
    let kills = 0;
    const write = async (stream: string): Promise<void> => {
      const mine: string[] = [];
      acknowledged.set(stream, mine);
      let open: NonEmpty<NewEvent> = newEvents(10);
      for (;;) {
        const expected = mine.length === 0 ? 'no-stream' : rev(mine.length - 1);
        try {
          await ledger.append(stream, open, expected); // the same again after a failure: never twice
          mine.push(...ids(open));
          if (kills >= 5 && mine.length >= 200) return;
          open = newEvents(10);
        } catch (error) {
          expect([LedgerUnavailable, OutcomeUnknown]).toContain((error as Error).constructor);
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      }
    };
    const killing = (async () => {
      for (; kills < 5; kills += 1) {
        const before = [...acknowledged.values()].flat().length;
        await waitUntil(() => [...acknowledged.values()].flat().length > before + 100);
        await server.kill();
        await server.restart();
      }
    })();
    await Promise.all([killing, ...['w-1', 'w-2', 'w-3', 'w-4'].map(write)]);
    for (const [stream, events] of acknowledged) expect(await stored(ledger, stream)).toEqual(events);
  });

  it('knocks as often after a long absence as at its beginning, and is back', async () => {
    const ledger = await open();
    await server.kill();
    let knocks = 0;
    const inItsPlace = createServer((socket) => {
      knocks += 1;
      socket.destroy();
    });
    await once(inItsPlace.listen(Number(new URL(server.url).port), '127.0.0.1'), 'listening');
    // gRPC left to itself waits longer and longer, up to two minutes: it would knock four times here.
    for (let call = 1; call <= 20; call += 1) {
      await expect(ledger.tail()).rejects.toBeInstanceOf(LedgerUnavailable);
      expect(knocks).toBeGreaterThanOrEqual(call);
      await new Promise((resolve) => setTimeout(resolve, 1.2 * EVENTSTORE_LIMITS.reconnectPauseMs));
    }
    await once(inItsPlace.close(), 'close');
    await server.restart();
    await works(ledger);
  });

  it('wakes after a restart, a cut connection and a burst that drops slow readers', async () => {
    const [ledger, other] = [await open({ maxResubscribeMs: 500 }), await open()];
    let wakes = 0;
    let at = 0;
    ledger.onAppended(() => (wakes += 1));
    const wakesAfterAppend = async (): Promise<void> => {
      await waitUntil(async () => {
        const before = wakes;
        at = await appendAnyhow(other, at);
        const soon = Date.now() + 1_000;
        while (wakes === before && Date.now() < soon) await new Promise((resolve) => setTimeout(resolve, 10));
        return wakes > before;
      });
    };
    await wakesAfterAppend();
    await server.kill();
    await server.restart();
    await wakesAfterAppend();
    await server.faults.cutConnections();
    await wakesAfterAppend();
    await Promise.all(Array.from({ length: 100 }, (_, n) => other.append(`burst-${n}`, newEvents(20), 'no-stream')));
    await wakesAfterAppend();
  });

  async function appendAnyhow(ledger: LedgerStore, n: number): Promise<number> {
    await works(ledger);
    await ledger.append(`wake-${n}`, newEvents(1), 'no-stream').catch((error: unknown) => {
      expect(error).toBeInstanceOf(OutcomeUnknown); // stored or not, the next one is another stream
    });
    return n + 1;
  }
});

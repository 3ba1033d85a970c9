import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { binaryEvent, EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { startEventStore, type EventStoreServer } from '@tallystick/testing';
import { newEvents } from '../contract.js';
import {
  MAX_ENTRY_BYTES,
  START,
  UnknownPosition,
  type LedgerEvent,
  type LedgerStore,
  type Position,
} from '../index.js';
import { openEventStoreLedger } from './open-eventstore-ledger.js';

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

describe('an EventStoreDB that others use, too', () => {
  let server: EventStoreServer;
  let client: EventStoreDBClient;
  let ledger: LedgerStore;
  let origin: Position;
  let prefix: string;

  beforeAll(async () => {
    server = await startEventStore();
    client = EventStoreDBClient.connectionString(server.url);
    ledger = await openEventStoreLedger({ url: server.url, isOurs: (stream) => stream.startsWith('ours') });
  });
  afterAll(async () => {
    await ledger.close();
    await client.dispose();
    await server.stop();
  });
  beforeEach(async () => {
    origin = await ledger.tail();
    prefix = randomUUID().slice(0, 8);
  });

  const readAll = async (limit = 100): Promise<LedgerEvent[]> => {
    const events: LedgerEvent[] = [];
    for (let after = origin; ;) {
      const page = await ledger.readAll({ after, limit });
      events.push(...page.events);
      if (page.atEnd) return events;
      after = page.last;
    }
  };

  it('gives events that are not of our form as raw, in their place, and stops at none', async () => {
    const [ours, foreign] = [`ours-${prefix}`, `foreign-${prefix}`];
    const bytes = Uint8Array.from({ length: 900_000 }, (_, n) => n % 251);
    const type = 'T'.repeat(5_000);
    await ledger.append(ours, newEvents(1), 'no-stream');
    await client.appendToStream(ours, binaryEvent({ type: 'Bytes', data: Buffer.from([0, 255, 10]) }));
    await client.appendToStream(ours, jsonEvent({ type: 'Unsorted', data: { b: 1, a: 2 }, metadata: {} }));
    await client.appendToStream(ours, jsonEvent({ type: 'NoMetadata', data: { a: 1 } }));
    await client.appendToStream(ours, jsonEvent({ type: 'List', data: [1], metadata: {} }));
    await client.appendToStream(ours, jsonEvent({ type: 'Lone', data: { a: '\ud800' }, metadata: {} }));
    await client.appendToStream(ours, binaryEvent({ type: 'Large', data: bytes, metadata: Buffer.from('m') }));
    await client.appendToStream(
      ours,
      jsonEvent({ type: 'Long', data: { a: 'x'.repeat(MAX_ENTRY_BYTES) }, metadata: {} }),
    );
    await client.appendToStream(foreign, jsonEvent({ type: 'Happened', data: { a: 1 }, metadata: {} }));
    await client.appendToStream(foreign, jsonEvent({ type, data: {}, metadata: {} }));
    await ledger.append(`${ours}-2`, newEvents(1), 'no-stream');

    const events = await readAll(3);
    expect(events.map((event) => [event.type.slice(0, 10), event.raw !== undefined])).toEqual([
      ['Happened', false],
      ...['Bytes', 'Unsorted', 'NoMetadata', 'List', 'Lone', 'Large', 'Long', 'Happened'].map((name) => [name, true]),
      ['T'.repeat(10), true],
      ['Happened', false],
    ]);
    for (const event of events) expect(event.entry.length).toBeLessThanOrEqual(MAX_ENTRY_BYTES);
    const [, , unsorted, , , , large] = events;
    expect(large).toMatchObject({ data: {}, metadata: {}, raw: { data: sha256(bytes), metadata: sha256('m') } });
    expect(Buffer.from(unsorted!.entry).toString()).toBe(
      `{"id":"${unsorted!.id}","raw":{"data":"${sha256('{"b":1,"a":2}')}","metadata":"${sha256('{}')}"},` +
        `"revision":2,"stream":"${ours}","type":"Unsorted"}`,
    );
    expect(JSON.parse(Buffer.from(events[9]!.entry).toString())).toMatchObject({ type: `sha256:${sha256(type)}` });
    expect((await ledger.eventAt(large!.position))?.raw).toEqual(large!.raw);
  });

  it('passes over thousands of the server’s own events, going either way', async () => {
    await ledger.append(`ours-${prefix}`, newEvents(2), 'no-stream');
    const last = await ledger.tail();
    for (let n = 0; n < 10; n += 1) {
      const stats = Array.from({ length: 500 }, () => jsonEvent({ type: '$statsCollected', data: { n } }));
      await client.appendToStream(`$stats-${prefix}`, stats);
      await client.appendToStream(`links-${prefix}`, jsonEvent({ type: '$>', data: { n } }));
    }
    expect(await ledger.tail()).toBe(last);
    expect(await (await openEventStoreLedger({ url: server.url })).tail()).toBe(last);
    expect(await ledger.readAll({ after: last, limit: 1 })).toMatchObject({ events: [] });
    const [next] = newEvents(1);
    await ledger.append(`ours-${prefix}-2`, [next], 'no-stream');
    // A reader that wants one event gets it, however much lies before.
    expect((await ledger.readAll({ after: last, limit: 1 })).events.map(({ id }) => id)).toEqual([next.id]);
    expect(await readAll(7)).toHaveLength(3);
    expect(await ledger.tail()).toBe((await readAll()).at(-1)!.position);
  });

  it('never gives more than asked for, and moves on where it gives nothing', async () => {
    const bounded = await openEventStoreLedger({
      url: server.url,
      isOurs: () => true,
      limits: { maxEmptyReads: 2, maxReadEvents: 50 },
    });
    const stats = Array.from({ length: 300 }, (_, n) => jsonEvent({ type: '$stat', data: { n } }));
    await client.appendToStream(`$stats-${prefix}`, stats);
    await ledger.append(`ours-${prefix}`, newEvents(1), 'no-stream');
    let [after, pages] = [origin, 0];
    for (;;) {
      const page = await bounded.readAll({ after, limit: 5 });
      expect(page.events.length).toBeLessThanOrEqual(5);
      expect(page.last).toBeGreaterThan(after);
      pages += 1;
      after = page.last;
      if (page.atEnd) break;
    }
    expect(pages).toBeGreaterThan(2);
    await bounded.close();
  });

  it('reads large events page by page', async () => {
    const small = await openEventStoreLedger({ url: server.url, limits: { maxReadBytes: 100_000 } });
    for (let n = 0; n < 6; n += 1) {
      await client.appendToStream(`large-${prefix}`, binaryEvent({ type: `n${n}`, data: Buffer.alloc(80_000) }));
    }
    const sizes: number[] = [];
    for (let after = origin; ;) {
      const page = await small.readAll({ after, limit: 100 });
      sizes.push(page.events.length);
      after = page.last;
      if (page.atEnd) break;
    }
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(6);
    expect(sizes.length).toBeGreaterThan(2);
    await small.close();
  });

  it('says that a position was not given out by it', async () => {
    await ledger.append(`ours-${prefix}`, newEvents(1), 'no-stream');
    const tail = await ledger.tail();
    await expect(ledger.readAll({ after: (tail - 1n) as Position, limit: 1 })).rejects.toBeInstanceOf(UnknownPosition);
    expect(await ledger.eventAt((tail - 1n) as Position)).toBeUndefined();
    expect(await ledger.eventAt(START)).toBeUndefined();
    expect((await ledger.readAll({ after: tail, limit: 1 })).events).toEqual([]); // and the connection is sound
  });
});

import { describe, expect, it } from '@jest/globals';
import { canonicalEntry, usageMetadata } from '@tallystick/events';
import { appendChunks, toLedgerEvents } from './append-chunks.js';
import { prepareUsage } from './prepared-usage.js';
import { usageEvent } from './usage-events.fixture.js';

const at = '2026-05-20T00:00:00.000Z';
const writesOf = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    item: prepareUsage(usageEvent(`e${n}`), String(9_007_199_254_740_990n + BigInt(n))),
    kind: 'recorded' as const,
  }));
const eventsOf = (count: number) =>
  toLedgerEvents(writesOf(count), new Array<string>(count).fill('p_aaaaaaaaaaaaaaaa'), at, {
    topic: 'usage-events',
    partition: 3,
  });

describe('toLedgerEvents', () => {
  it('writes the metadata of each record as libs/events does, also past 2^53', () => {
    eventsOf(5).forEach((event, n) => {
      const offset = 9_007_199_254_740_990n + BigInt(n);
      expect(event.metadata).toBe(usageMetadata(at, { topic: 'usage-events', partition: 3, offset }));
    });
  });
});

describe('appendChunks', () => {
  it('keeps the order and both bounds, and leaves nothing out', () => {
    const events = eventsOf(100);
    const bytes = Buffer.byteLength(events[0]!.data) + Buffer.byteLength(events[0]!.metadata);
    for (const [maxEvents, maxBytes] of [
      [7, 1e9],
      [1_000, 5 * (bytes + 300)],
      [100, 1e9],
      [3, 2 * (bytes + 300)],
    ] as const) {
      const chunks = [...appendChunks('intake-http.0', events, maxEvents, maxBytes)];
      expect(chunks.flat()).toEqual(events);
      for (const chunk of chunks) {
        expect(chunk.length).toBeLessThanOrEqual(maxEvents);
        const size = chunk.reduce((sum, { data, metadata }) => sum + Buffer.byteLength(data + metadata), 0);
        expect(size).toBeLessThanOrEqual(maxBytes);
      }
    }
  });

  it('counts what the store will count: whole entries, with the longest name that a topic may have', () => {
    const stream = `intake-kafka.${'t'.repeat(249)}-2147483647`;
    const events = eventsOf(200);
    const revision = 10n ** 15n;
    for (const chunk of appendChunks(stream, events, 1_000, 30_000)) {
      const bytes = chunk.map((event) => Buffer.byteLength(canonicalEntry({ ...event, stream, revision })));
      expect(bytes.reduce((sum, each) => sum + each)).toBeLessThanOrEqual(30_000);
    }
  });

  it('gives an event that is too large alone to the store, which says so', () => {
    expect([...appendChunks('s', eventsOf(3), 10, 1)].map((chunk) => chunk.length)).toEqual([1, 1, 1]);
    expect([...appendChunks('s', [], 10, 1)]).toEqual([]);
  });
});

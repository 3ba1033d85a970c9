import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { canonicalEntry, type CanonicalJson } from '@tallystick/events';
import {
  AppendTooLarge,
  LedgerUnavailable,
  MAX_ENTRY_BYTES,
  START,
  UnknownPosition,
  WrongExpectedRevision,
  type LedgerEvent,
  type LedgerStore,
  type NewEvent,
  type NonEmpty,
  type Position,
  type Revision,
} from './index.js';

/** Where one test's ledger lies. `open` may be called several times: each call is another client of the same ledger. */
export interface LedgerStoreHome {
  open(): Promise<LedgerStore>;
  /** False when a ledger ends with its process (memory): then the tests of reopening do not apply. */
  readonly keeps: boolean;
  /** False where a server holds what earlier tests appended. */
  readonly startsEmpty: boolean;
  remove(): Promise<void>;
}

const rev = (n: number): Revision => BigInt(n) as Revision;

export function newEvent(n: number | string, data: object = { n }): NewEvent {
  return {
    id: randomUUID(),
    type: 'Happened',
    data: JSON.stringify(data) as CanonicalJson,
    metadata: '{"schema":1}' as CanonicalJson,
  };
}

export function newEvents(count: number, from = 0): NonEmpty<NewEvent> {
  return Array.from({ length: count }, (_, i) => newEvent(from + i)) as unknown as NonEmpty<NewEvent>;
}

async function collect(events: AsyncIterable<LedgerEvent>): Promise<LedgerEvent[]> {
  const all: LedgerEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

async function readEverything(store: LedgerStore, origin: Position, limit: number): Promise<LedgerEvent[]> {
  const all: LedgerEvent[] = [];
  for (let after = origin; ;) {
    const page = await store.readAll({ after, limit });
    all.push(...page.events);
    if (page.atEnd) return all;
    expect(page.events.length).toBeLessThanOrEqual(limit);
    expect(page.last).toBeGreaterThan(after);
    expect(page.last).toBeGreaterThanOrEqual(page.events.at(-1)?.position ?? after);
    after = page.last;
  }
}

const ids = (events: readonly { id: string }[]): string[] => events.map((event) => event.id);

/** Every adapter of the LedgerStore port passes this suite. */
export function describeLedgerStore(name: string, makeHome: () => Promise<LedgerStoreHome>): void {
  describe(`LedgerStore: ${name}`, () => {
    let home: LedgerStoreHome;
    let store: LedgerStore;
    /** Each test has streams of its own, and reads from where the ledger stood. */
    let prefix: string;
    let origin: Position;

    beforeEach(async () => {
      home = await makeHome();
      store = await home.open();
      prefix = randomUUID().slice(0, 8);
      origin = await store.tail();
    });
    afterEach(async () => {
      await store.close();
      await home.remove();
    });

    const named = (stream: string): string => `${prefix}.${stream}`;
    const append: LedgerStore['append'] = (stream, events, expected) => store.append(named(stream), events, expected);
    const forwards = (stream: string, from: Revision | 'start' = 'start', limit = 1_000): Promise<LedgerEvent[]> =>
      collect(store.readStream(named(stream), { from, direction: 'forwards', limit }));
    const backwards = (stream: string, from: Revision | 'end' = 'end', limit = 1_000): Promise<LedgerEvent[]> =>
      collect(store.readStream(named(stream), { from, direction: 'backwards', limit }));

    describe('append', () => {
      it('gives revisions from 0 and ascending positions to a new stream', async () => {
        const events = newEvents(3);
        const appended = await append('a', events, 'no-stream');
        expect(appended.firstRevision).toBe(0n);
        expect(appended.lastRevision).toBe(2n);
        const read = await forwards('a');
        expect(ids(read)).toEqual(ids(events));
        expect(read.map((event) => event.revision)).toEqual([0n, 1n, 2n]);
        if (appended.positions) expect(read.map((event) => event.position)).toEqual(appended.positions);
      });

      it('appends behind the exact last revision', async () => {
        await append('a', newEvents(2), 'no-stream');
        const appended = await append('a', newEvents(2), rev(1));
        expect([appended.firstRevision, appended.lastRevision]).toEqual([2n, 3n]);
      });

      it('tells the tail that stood just before, where it knows it', async () => {
        const first = await append('a', newEvents(2), 'no-stream');
        const before = await store.tail();
        const second = await append('b', newEvents(1), 'no-stream');
        if (first.previousTail !== undefined) expect(first.previousTail).toBe(origin);
        if (second.previousTail !== undefined) expect(second.previousTail).toBe(before);
      });

      it.each<[string, 'no-stream' | Revision, 'no-stream' | Revision]>([
        ['no-stream on a stream that is there', 'no-stream', rev(2)],
        ['a revision that was passed', rev(1), rev(2)],
        ['a revision beyond the end', rev(3), rev(2)],
      ])('refuses %s and stores nothing', async (_case, expected, actual) => {
        await append('a', newEvents(3), 'no-stream');
        const error = await append('a', newEvents(1), expected).catch((e: unknown) => e);
        expect(error).toBeInstanceOf(WrongExpectedRevision);
        expect(error).toMatchObject({ stream: named('a'), expected });
        expect([actual, 'unknown']).toContain((error as WrongExpectedRevision).actual);
        expect(await forwards('a')).toHaveLength(3);
      });

      it('refuses a revision of a stream that is not there', async () => {
        const error = await append('a', newEvents(1), rev(0)).catch((e: unknown) => e);
        expect(error).toBeInstanceOf(WrongExpectedRevision);
        expect(['no-stream', 'unknown']).toContain((error as WrongExpectedRevision).actual);
        expect(await store.tail()).toBe(origin);
      });

      it('answers a repeated append with the original place, also when later events exist', async () => {
        const first = newEvents(2);
        const second = newEvents(2);
        const a = await append('a', first, 'no-stream');
        const b = await append('a', second, rev(1));
        await append('a', newEvents(5), rev(3));
        const tail = await store.tail();
        const again = [await append('a', first, 'no-stream'), await append('a', second, rev(1))];
        expect(again.map((r) => [r.firstRevision, r.lastRevision])).toEqual([
          [a.firstRevision, a.lastRevision],
          [b.firstRevision, b.lastRevision],
        ]);
        if (again[1]?.positions && b.positions) expect(again[1].positions).toEqual(b.positions);
        for (const answer of again) expect(answer.previousTail).toBeUndefined();
        expect(await store.tail()).toBe(tail);
        expect(await forwards('a')).toHaveLength(9);
      });

      it('refuses a partial overlap of ids and stores nothing of it', async () => {
        const [x, y, z] = newEvents(3);
        await append('a', [x as NewEvent, y as NewEvent], 'no-stream');
        for (const events of [
          [x, y, z],
          [y, x],
          [x, z],
          [z, x],
        ] as NonEmpty<NewEvent>[]) {
          await expect(append('a', events, 'no-stream')).rejects.toBeInstanceOf(WrongExpectedRevision);
        }
        await expect(append('a', [y as NewEvent, z as NewEvent], rev(0))).rejects.toThrow(WrongExpectedRevision);
        expect(await forwards('a')).toHaveLength(2);
      });

      it('lets the same event id stand in two streams', async () => {
        const events = newEvents(1);
        await append('a', events, 'no-stream');
        await append('b', events, 'no-stream');
        expect(ids((await store.readAll({ after: origin, limit: 10 })).events)).toEqual([events[0].id, events[0].id]);
      });

      it('throws a TypeError for no events, the same id twice and impossible stream names', async () => {
        const event = newEvent(1);
        await expect(append('a', [] as unknown as NonEmpty<NewEvent>, 'no-stream')).rejects.toThrow(TypeError);
        await expect(append('a', [event, newEvent(2), event], 'no-stream')).rejects.toThrow(TypeError);
        for (const stream of ['', '$all', 'a\0b', 'x'.repeat(513)]) {
          await expect(store.append(stream, [event], 'no-stream')).rejects.toThrow(TypeError);
        }
        expect(await store.tail()).toBe(origin);
      });

      it('gives one answer to the same append twice at once', async () => {
        const events = newEvents(3);
        const answers = await Promise.all([append('a', events, 'no-stream'), append('a', events, 'no-stream')]);
        expect(answers.map((answer) => answer.lastRevision)).toEqual([2n, 2n]);
        expect(await forwards('a')).toHaveLength(3);
      });

      it('carries as many bytes as it says, and refuses more', async () => {
        const text = 'x'.repeat(30_000);
        const envelope = 300; // of id, revision, stream, type and metadata
        const fitting = Math.floor(store.maxAppendBytes / (text.length + envelope));
        const events = Array.from({ length: fitting + 8 }, (_, n) =>
          newEvent(n, { text }),
        ) as unknown as NonEmpty<NewEvent>;
        const error = await append('a', events, 'no-stream').catch((e: unknown) => e);
        expect(error).toBeInstanceOf(AppendTooLarge);
        expect((error as AppendTooLarge).bytes).toBeGreaterThan((error as AppendTooLarge).maxBytes);
        expect(await store.tail()).toBe(origin);
        await append('a', events.slice(0, fitting) as unknown as NonEmpty<NewEvent>, 'no-stream');
        expect(await forwards('a')).toHaveLength(fitting);
      });

      it('takes an event up to what a log entry may hold, and refuses a larger one', async () => {
        const ofBytes = (bytes: number): NewEvent => {
          const empty = canonicalEntry({ ...newEvent(1, { text: '' }), stream: named('a'), revision: 0 });
          return newEvent(1, {
            text: 'ü'.repeat((bytes - empty.length) >> 1) + 'x'.repeat((bytes - empty.length) & 1),
          });
        };
        const tooLarge = append('a', [newEvent(0), ofBytes(MAX_ENTRY_BYTES + 1)], 'no-stream');
        await expect(tooLarge).rejects.toBeInstanceOf(AppendTooLarge);
        expect(await store.tail()).toBe(origin);
        await append('a', [ofBytes(MAX_ENTRY_BYTES)], 'no-stream');
        const [event] = await forwards('a');
        expect(event?.entry).toHaveLength(MAX_ENTRY_BYTES);
        expect(event?.raw).toBeUndefined();
      });

      it('lets exactly one of many writers of one revision win, and appends to other streams side by side', async () => {
        const same = Array.from({ length: 20 }, () => append('a', newEvents(2), 'no-stream'));
        const others = Array.from({ length: 20 }, (_, i) => append(`other-${i}`, newEvents(3), 'no-stream'));
        const settled = await Promise.allSettled(same);
        expect(settled.filter((s) => s.status === 'fulfilled')).toHaveLength(1);
        for (const s of settled) if (s.status === 'rejected') expect(s.reason).toBeInstanceOf(WrongExpectedRevision);
        await Promise.all(others);
        expect(await readEverything(store, origin, 7)).toHaveLength(62);
      });
    });

    describe('entries', () => {
      it('holds the canonical JSON of data, id, metadata, revision, stream and type', async () => {
        const id = '6b2a3d5e-0d9b-4b62-9d55-5f0a3d7a8c11';
        const data = '{"a":1,"text":"Ünï\\u0001\\"\\\\ 𝄞"}' as CanonicalJson;
        const metadata = '{"recordedAt":"2026-05-04T10:00:00.000Z","schema":1}' as CanonicalJson;
        await append('größe-"𝄞"', [{ id, type: 'Größe"', data, metadata }], 'no-stream');
        const [event] = await forwards('größe-"𝄞"');
        expect(Buffer.from(event?.entry ?? []).toString()).toBe(
          '{"data":{"a":1,"text":"Ünï\\u0001\\"\\\\ 𝄞"},"id":"6b2a3d5e-0d9b-4b62-9d55-5f0a3d7a8c11",' +
            '"metadata":{"recordedAt":"2026-05-04T10:00:00.000Z","schema":1},"revision":0,' +
            `"stream":"${prefix}.größe-\\"𝄞\\"","type":"Größe\\""}`,
        );
        expect(event).toMatchObject({ id, type: 'Größe"', stream: named('größe-"𝄞"'), revision: 0n });
        expect(event?.data).toEqual({ a: 1, text: 'Ünï\u0001"\\ 𝄞' });
        expect(event?.metadata).toEqual({ recordedAt: '2026-05-04T10:00:00.000Z', schema: 1 });
      });

      it('keeps the order of names that look like numbers', async () => {
        const data = '{"10":"ten","9":"nine","a":{"02":2,"1":1}}' as CanonicalJson;
        await append('a', [{ ...newEvent(1), data }], 'no-stream');
        const [read] = await forwards('a');
        expect(Buffer.from(read?.entry ?? []).toString()).toContain(`{"data":${data},"id":`);
        expect(read?.raw).toBeUndefined();
      });

      it('gives bytes that stay as they are while more is read and written', async () => {
        await append('a', newEvents(50), 'no-stream');
        const page = await store.readAll({ after: origin, limit: 50 });
        const before = page.events.map((event) => Buffer.from(event.entry).toString());
        await append('a', newEvents(500, 50), rev(49));
        await readEverything(store, origin, 100);
        expect(page.events.map((event) => Buffer.from(event.entry).toString())).toEqual(before);
        expect(page.events.map((event) => event.data['n'])).toEqual(Array.from({ length: 50 }, (_, i) => i));
      });
    });

    describe('streams', () => {
      it('yields nothing for a stream that is not there', async () => {
        await append('ab', newEvents(1), 'no-stream');
        expect(await forwards('a')).toEqual([]);
        expect(await backwards('abc')).toEqual([]);
      });

      it('reads both ways, from anywhere, with a limit', async () => {
        let last: 'no-stream' | Revision = 'no-stream';
        for (const count of [3, 1, 200, 7]) {
          await append(`noise-${count}`, newEvents(5), 'no-stream');
          last = (await append('a', newEvents(count), last)).lastRevision;
        }
        const numbers = (events: readonly LedgerEvent[]): number[] => events.map((event) => Number(event.revision));
        const span = (from: number, to: number): number[] =>
          Array.from({ length: Math.abs(to - from) + 1 }, (_, i) => (from < to ? from + i : from - i));
        expect(numbers(await forwards('a'))).toEqual(span(0, 210));
        expect(numbers(await forwards('a', rev(2), 4))).toEqual(span(2, 5));
        expect(numbers(await forwards('a', rev(210), 4))).toEqual([210]);
        expect(numbers(await forwards('a', rev(211), 4))).toEqual([]);
        expect(numbers(await backwards('a'))).toEqual(span(210, 0));
        expect(numbers(await backwards('a', 'end', 1))).toEqual([210]);
        expect(numbers(await backwards('a', rev(204), 3))).toEqual(span(204, 202));
        expect(numbers(await backwards('a', rev(0), 3))).toEqual([0]);
        expect(numbers(await backwards('a', rev(5_000), 2))).toEqual([210, 209]);
      });

      it('keeps streams apart whose names share a beginning', async () => {
        const names = [
          's',
          's1',
          's-1',
          's-10',
          's-1é',
          'S',
          'é',
          '日本',
          'a b',
          '😀',
          'x'.repeat(512 - named('').length),
        ];
        for (const [i, stream] of names.entries()) await append(stream, newEvents(i + 1), 'no-stream');
        for (const [i, stream] of names.entries()) {
          const read = await forwards(stream);
          expect(read.map((event) => event.stream)).toEqual(Array.from({ length: i + 1 }, () => named(stream)));
          expect((await backwards(stream, 'end', 1))[0]?.revision).toBe(BigInt(i));
        }
      });

      it('holds many streams', async () => {
        await Promise.all(Array.from({ length: 500 }, (_, i) => append(`many-${i}`, newEvents(2), 'no-stream')));
        expect(new Set((await readEverything(store, origin, 77)).map((event) => event.stream)).size).toBe(500);
      });
    });

    describe('the total order', () => {
      it('is empty at first', async () => {
        if (home.startsEmpty) expect(origin).toBe(START);
        expect(await store.readAll({ after: origin, limit: 10 })).toMatchObject({ events: [], atEnd: true });
      });

      it('pages without gap or repetition, whatever the page size', async () => {
        const events = newEvents(321);
        for (let at = 0; at < 321; at += 107) {
          const part = events.slice(at, at + 107) as unknown as NonEmpty<NewEvent>;
          await append('a', part, at === 0 ? 'no-stream' : rev(at - 1));
        }
        for (const limit of [1, 7, 106, 107, 108, 1_000]) {
          const read = await readEverything(store, origin, limit);
          expect(ids(read)).toEqual(ids(events));
          expect(read.every((event, i) => i === 0 || event.position > (read[i - 1] as LedgerEvent).position)).toBe(
            true,
          );
        }
      });

      it('finds the event at its position, and none elsewhere', async () => {
        await append('a', newEvents(3), 'no-stream');
        await append('b', newEvents(2), 'no-stream');
        const events = await readEverything(store, origin, 10);
        for (const event of events) expect((await store.eventAt(event.position))?.entry).toEqual(event.entry);
        const last = events.at(-1)?.position ?? START;
        for (const position of [START, last + 1n, last + 1_000_000n] as Position[]) {
          expect(await store.eventAt(position)).toBeUndefined();
        }
      });

      it('reads on behind every event', async () => {
        await append('a', newEvents(20), 'no-stream');
        const events = await readEverything(store, origin, 100);
        for (const [i, event] of events.entries()) {
          const page = await store.readAll({ after: event.position, limit: 3 });
          expect(ids(page.events)).toEqual(ids(events.slice(i + 1, i + 4)));
        }
      });

      it('refuses a position beyond its end: that was another ledger, or a later state of this one', async () => {
        await append('a', newEvents(3), 'no-stream');
        const beyond = ((await store.tail()) + 1_000_000n) as Position;
        await expect(store.readAll({ after: beyond, limit: 1 })).rejects.toBeInstanceOf(UnknownPosition);
      });

      it('answers a page behind the tail with the position that was asked for', async () => {
        await append('a', newEvents(3), 'no-stream');
        const tail = await store.tail();
        const page = await store.readAll({ after: tail, limit: 10 });
        expect(page).toMatchObject({ events: [], atEnd: true });
        expect(page.last).toBeGreaterThanOrEqual(tail); // the store may have passed over events of its own
      });

      it('tells the tail: the last event', async () => {
        await append('a', newEvents(3), 'no-stream');
        const page = await store.readAll({ after: origin, limit: 10 });
        expect(await store.tail()).toBe(page.events.at(-1)?.position);
      });

      it('gives a reader that follows every event once, in order, while several write', async () => {
        const writers = 4;
        const each = 40;
        const seen: LedgerEvent[] = [];
        let writing = true;
        const reading = (async () => {
          for (let after = origin; ;) {
            const done = !writing;
            const page = await store.readAll({ after, limit: 13 });
            seen.push(...page.events);
            after = page.last;
            if (page.atEnd && done) return;
            if (page.atEnd) await new Promise((resolve) => setImmediate(resolve));
          }
        })();
        await Promise.all(
          Array.from({ length: writers }, async (_, w) => {
            let last: 'no-stream' | Revision = 'no-stream';
            for (let i = 0; i < each; i += 1) {
              last = (await append(`w-${w}`, newEvents(1 + (i % 5)), last)).lastRevision;
            }
          }),
        );
        writing = false;
        await reading;
        expect(ids(seen)).toEqual(ids(await readEverything(store, origin, 1_000)));
        expect(seen).toHaveLength(writers * (each / 5) * 15);
        for (let w = 0; w < writers; w += 1) {
          const revisions = seen
            .filter((event) => event.stream === named(`w-${w}`))
            .map((event) => Number(event.revision));
          expect(revisions).toEqual(revisions.map((_, i) => i));
        }
      });
    });

    describe('onAppended', () => {
      it('wakes after an append, and no more when let go', async () => {
        let wakes = 0;
        const woken = new Promise<void>((resolve) => {
          const stop = store.onAppended(() => {
            wakes += 1;
            stop();
            resolve();
          });
        });
        await append('a', newEvents(1), 'no-stream');
        await woken;
        await append('b', newEvents(1), 'no-stream');
        await new Promise((resolve) => setTimeout(resolve, 60));
        expect(wakes).toBe(1);
      });
    });

    it('refuses everything after close', async () => {
      await store.close();
      await expect(append('a', newEvents(1), 'no-stream')).rejects.toBeInstanceOf(LedgerUnavailable);
      await expect(store.readAll({ after: origin, limit: 1 })).rejects.toBeInstanceOf(LedgerUnavailable);
      await expect(store.tail()).rejects.toBeInstanceOf(LedgerUnavailable);
      await expect(forwards('a')).rejects.toBeInstanceOf(LedgerUnavailable);
    });

    it('answers an append that runs while it is closed', async () => {
      const appending = append('a', newEvents(3), 'no-stream');
      await store.close();
      expect((await appending).lastRevision).toBe(2n);
    });

    it('sees everything again when it is reopened, as the same ledger', async () => {
      if (!home.keeps) return expect(home.keeps).toBe(false);
      const events = newEvents(30);
      const id = store.ledgerId;
      await append('a', events, 'no-stream');
      await store.close();
      store = await home.open();
      expect(store.ledgerId).toBe(id);
      expect(ids(await forwards('a'))).toEqual(ids(events));
      expect((await append('a', events, 'no-stream')).lastRevision).toBe(29n);
      expect((await append('a', newEvents(1), rev(29))).firstRevision).toBe(30n);
    });

    it('shows one client what another appended, and wakes it', async () => {
      if (!home.keeps) return expect(home.keeps).toBe(false);
      const other = await home.open();
      try {
        const woken = new Promise<void>((resolve) => {
          other.onAppended(resolve);
        });
        await append('a', newEvents(2), 'no-stream');
        expect(await other.tail()).toBe(await store.tail());
        await woken;
        await other.append(named('a'), newEvents(1), rev(1));
        await expect(append('a', newEvents(1), rev(1))).rejects.toBeInstanceOf(WrongExpectedRevision);
        expect(await forwards('a')).toHaveLength(3);
      } finally {
        await other.close();
      }
      expect(await forwards('a')).toHaveLength(3);
    });
  });
}

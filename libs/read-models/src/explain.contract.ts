import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { usdText } from '@tallystick/domain';
import type { Position } from '@tallystick/ledger-store';
import { DateTime } from 'luxon';
import { GRANULARITIES, METRICS, SUBJECTS, WINDOWS } from './read-models.js';
import type { ExplainedEvent, ExplainQuery, Metric, ReadModels, Subject, UsageFilter } from './read-models.js';
import { InvalidCursor } from './read-models-errors.js';
import { writeCursor } from './query/cursor.js';
import { foldInBatches } from './testing/fold-in-batches.js';
import { events, ledgerOf, madeUpEvents, plain, ZONES } from './testing/made-up-ledger.js';
import { recountBoard, statuses, subjectOf } from './testing/recount.js';

const START = 0n as Position;
const RUNS = 10;
const ALL = { window: 'all', atMs: plain.occurredAtMs } as const;
const FILTER: Readonly<Record<Subject, keyof UsageFilter>> = {
  actors: 'actor',
  teams: 'team',
  models: 'model',
  projects: 'project',
  agents: 'agent',
  sources: 'source',
};

/** What must stand behind every number; `fresh` gives empty read models. */
export function describeExplain(fresh: (timeZone?: string) => Promise<ReadModels>): void {
  describe('explaining a number', () => {
    const question = { filter: {}, metric: 'tokens', time: ALL, tz: 'UTC', limit: 100 } as const;
    const explain = async (models: ReadModels, query: Partial<ExplainQuery>) =>
      (await models.explain({ ...question, ...query })).answer;

    it('shows what an event counts as, what it was recorded as, and every decision between', async () => {
      const models = await fresh();
      const moved = { key: 0, kind: 'corrected', corrects: ['team'], team: 'b' } as const;
      const recounted = { key: 0, kind: 'corrected', corrects: ['tokens'], tokens: [0, 0, 40, 0, 0] } as const;
      await models.fold(START, events({ team: 'a' }, { team: 'a' }, moved, recounted, { key: 1, kind: 'voided' }));
      const team = (name: string) => explain(models, { filter: { team: name } });
      const seen = ({ events: shown }: { events: readonly ExplainedEvent[] }) =>
        shown.map(({ position, status, contribution, countedAs, corrections }) => [
          ...[position, status, contribution, countedAs?.team, countedAs?.tokens.cacheRead],
          corrections.map((correction) => correction.position),
        ]);
      expect(await team('b')).toMatchObject({ value: 40, nextCursor: null });
      expect(seen(await team('b'))).toEqual([['1', 'corrected', 40, 'b', 40, ['3', '4']]]);
      // what left a cell is shown there with nothing to add, so that a number that fell explains itself, too
      expect(await team('a')).toMatchObject({ value: 0 });
      expect(seen(await team('a'))).toEqual([
        ['2', 'voided', 0, undefined, undefined, ['5']],
        ['1', 'corrected', 0, 'b', 40, ['3', '4']],
      ]);
      const before = await explain(models, { filter: { team: 'a' }, asOfPosition: 2n as Position });
      expect(before).toMatchObject({ value: 2, projector: { checkpoint: { position: '5', logSize: 5 } } });
      expect(seen(before).map(([, status, contribution]) => [status, contribution])).toEqual([
        ['counted', 1],
        ['counted', 1],
      ]);
    });

    it('names each event by its place in the log, whatever else stands there', async () => {
      const models = await fresh();
      await models.fold(START, events({}, { kind: 'foreign' }, {}, { key: 2 }));
      const { events: shown } = await explain(models, {});
      expect(shown.map(({ position, leafIndex }) => [position, leafIndex])).toEqual([
        ['3', 2],
        ['1', 0],
      ]);
    });

    it('explains active days by the first event that counts of each local day', async () => {
      const models = await fresh('Asia/Kathmandu');
      const at = (time: string) => ({ occurredAtMs: Date.parse(time) });
      const ledger = events(
        ...[at('2026-05-04T17:00:00Z'), at('2026-05-04T18:30:00Z'), at('2026-05-04T18:20:00Z')],
        ...[at('2026-05-01T00:00:00Z'), at('2024-02-29T00:00:00Z'), { key: 2, kind: 'voided' as const }],
      );
      await models.fold(START, ledger);
      const days = async (asOfPosition: bigint) => {
        const { value, events: shown } = await explain(models, {
          ...{ metric: 'activeDays', tz: 'Asia/Kathmandu' },
          asOfPosition: asOfPosition as Position,
        });
        expect(value).toBe(shown.length);
        return shown.map(({ position }) => position);
      };
      expect(await days(5n)).toEqual(['3', '1', '4', '5']);
      expect(await days(6n)).toEqual(['2', '1', '4', '5']);
    });

    it('keeps a cursor for ever, at the position and the window of its first page', async () => {
      const models = await fresh();
      await models.fold(START, events({}, {}, {}));
      const time = { window: 'day', atMs: plain.occurredAtMs } as const;
      const first = await explain(models, { limit: 2, time });
      await models.fold(3n as Position, events({}, {}, {}, {}, { key: 0, kind: 'voided' }).slice(3));
      const later = { ...time, atMs: time.atMs + 10 * 86_400_000 };
      const { answer, at } = await models.explain({ ...question, time: later, limit: 2, cursor: first.nextCursor! });
      expect(answer).toMatchObject({ value: 3, events: [{ position: '1', contribution: 1 }], nextCursor: null });
      expect(at.position).toBe(3n);
    });

    it('refuses a cursor that was not given out for this number', async () => {
      const models = await fresh();
      await models.fold(START, events({}, {}, {}));
      const cursor = (await explain(models, { limit: 1 })).nextCursor!;
      const audit = (await models.events({ filter: {}, limit: 1 })).answer.nextCursor!;
      const boundTo = ['explain', 'ledger-1', [], 'tokens', 'all', 'UTC'];
      const self = (...place: (string | number)[]) => writeCursor(boundTo, place);
      const others: [string, Partial<ExplainQuery>][] = [
        ...([{ metric: 'input' }, { tz: 'Europe/Berlin' }, { filter: { team: null } }] as const).map(
          (query) => [cursor, query] as [string, Partial<ExplainQuery>],
        ),
        [cursor, { time: { window: 'day', atMs: 0 } }],
        [cursor, { time: { fromMs: 0, toMs: 1 } }],
        ...[audit, `${cursor}A`, cursor.slice(2), 'AAAA', self(), self('x', 3, 1, 1, 1), self(1e15, 3, 1, 1, 1)].map(
          (text) => [text, {}] as [string, Partial<ExplainQuery>],
        ),
        ...[self(0, '9'.repeat(19), 1, 1, 1), self(0, 3, 1, '9'.repeat(18), 1), self(0, 3, "1' or 1=1", 1, 1)].map(
          (text) => [text, {}] as [string, Partial<ExplainQuery>],
        ),
      ];
      for (const [text, query] of others) {
        await expect(explain(models, { ...query, limit: 1, cursor: text })).rejects.toThrow(InvalidCursor);
      }
    });

    const paged = async (models: ReadModels, query: Partial<ExplainQuery>) => {
      const all: ExplainedEvent[] = [];
      const values = new Set<unknown>();
      for (let cursor: string | null | undefined; cursor !== null;) {
        const page = await explain(models, { ...query, ...(cursor === undefined ? {} : { cursor }) });
        all.push(...page.events);
        values.add(page.value);
        cursor = page.nextCursor;
      }
      expect(values.size).toBe(1);
      const sum = all.reduce((total, { contribution }) => total + BigInt(contribution ?? 0), 0n);
      expect({ value: String([...values][0]), events: all.length }).toEqual({ value: String(sum), events: all.length });
      expect(new Set(all.map(({ position }) => position)).size).toBe(all.length);
      return { sum, all };
    };

    it('adds up to every row of every board, exactly, as of any position and in any zone', async () => {
      await fc.assert(
        fc.asyncProperty(
          madeUpEvents,
          ...([fc.constantFrom(...ZONES), fc.constantFrom(...ZONES)] as const),
          ...([fc.constantFrom(...SUBJECTS), fc.constantFrom(...METRICS.filter(isSummed))] as const),
          fc.constantFrom(...WINDOWS),
          ...([fc.option(fc.nat(), { freq: 3 }), fc.nat(), fc.integer({ min: 1, max: 5 })] as const),
          async (madeUp, zone, tz, subject, metric, window, upTo, pick, limit) => {
            const ledger = ledgerOf(madeUp);
            const models = await fresh(zone);
            await foldInBatches(models, ledger, [7]);
            const asOf = upTo === null ? undefined : ledger[upTo % Math.max(1, ledger.length)]?.position;
            const known = statuses(ledger.filter(({ position }) => asOf === undefined || position <= asOf));
            const atMs = known[pick % Math.max(1, known.length)]?.atMs ?? 0;
            const past = asOf === undefined ? {} : { asOfPosition: asOf };
            const cell = { metric, tz, time: { window, atMs }, limit, ...past };
            const board = await models.leaderboard({ ...cell, subject, window, atMs, limit: 100 });
            const rows = recountBoard(known, subject, metric, window, DateTime.fromMillis(atMs, { zone: tz }));
            expect(board.answer.rows.map(({ value }) => String(value))).toEqual(rows.map(({ value }) => String(value)));
            for (const row of rows) {
              const { sum, all } = await paged(models, { ...cell, filter: { [FILTER[subject]]: row.subject } });
              expect(sum).toBe(row.value);
              if (metric !== 'activeDays')
                expect(all.map(({ leafIndex }) => leafIndex)).toEqual(latestFirst(all, known));
            }
          },
        ),
        { numRuns: RUNS },
      );
    });

    it('adds up to what every row costs, to 10^-15 USD, each event by the listing in force in the book of that position', async () => {
      await fc.assert(
        fc.asyncProperty(
          ...([madeUpEvents, fc.constantFrom(...ZONES), fc.constantFrom(...ZONES)] as const),
          ...([fc.constantFrom(...SUBJECTS), fc.constantFrom(...WINDOWS)] as const),
          ...([fc.option(fc.nat(), { freq: 3 }), fc.nat()] as const),
          async (madeUp, zone, tz, subject, window, upTo, pick) => {
            const ledger = ledgerOf(madeUp);
            const models = await fresh(zone);
            await foldInBatches(models, ledger, [7]);
            const asOf = upTo === null ? undefined : ledger[upTo % Math.max(1, ledger.length)]?.position;
            const known = statuses(ledger.filter(({ position }) => asOf === undefined || position <= asOf));
            const atMs = known[pick % Math.max(1, known.length)]?.atMs ?? 0;
            const at = DateTime.fromMillis(atMs, { zone: tz });
            const there = known.filter(
              (event) =>
                event.counts && (window === 'all' || DateTime.fromMillis(event.atMs, { zone: tz }).hasSame(at, window)),
            );
            for (const name of new Set(there.map((event) => subjectOf(event, subject)))) {
              const filter = { [FILTER[subject]]: name };
              const past = asOf === undefined ? {} : { asOfPosition: asOf };
              const query = { filter, metric: 'cost', time: { window, atMs }, tz, limit: 100, ...past } as const;
              const { value, events: shown, prices } = await explain(models, query);
              const own = there.filter((event) => subjectOf(event, subject) === name);
              const sum = (field: 'cost' | 'priced') => own.reduce((total, event) => total + event[field], 0n);
              expect(value).toBe(sum('priced') === 0n ? null : usdText(sum('cost')));
              const said = shown.reduce((total, { contribution }) => total + femtoUsd(contribution), 0n);
              expect(said).toBe(sum('cost'));
              for (const { position, contribution } of shown) {
                const event = own.find((one) => String(one.position) === position);
                expect({ position, contribution }).toEqual({
                  position,
                  contribution: event === undefined ? '0' : event.priced === 0n ? null : usdText(event.cost),
                });
              }
              const used = shown.flatMap(({ pricePosition }) => (pricePosition === null ? [] : [pricePosition]));
              expect(new Set(prices.map(({ position }) => position))).toEqual(new Set(used));
            }
          },
        ),
        { numRuns: RUNS },
      );
    });

    it('adds up to every point of a series, by any two subjects', async () => {
      await fc.assert(
        fc.asyncProperty(
          ...([madeUpEvents, fc.constantFrom(...ZONES), fc.constantFrom(...GRANULARITIES)] as const),
          ...([fc.subarray([...SUBJECTS], { maxLength: 2 }), fc.option(fc.nat(), { freq: 3 })] as const),
          async (madeUp, tz, granularity, by, upTo) => {
            const ledger = ledgerOf(madeUp);
            const models = await fresh();
            await foldInBatches(models, ledger, [9]);
            const asOf = upTo === null ? undefined : ledger[upTo % Math.max(1, ledger.length)]?.position;
            const past = asOf === undefined ? {} : { asOfPosition: asOf };
            const range = { fromMs: Date.parse('2018-01-01'), toMs: Date.parse('2027-01-01') };
            const series = await models.usage({ ...range, granularity, by, tz, filter: {}, ...past });
            for (const point of series.answer.points) {
              const start = DateTime.fromISO(point.start, { zone: tz });
              const time = { fromMs: start.toMillis(), toMs: start.plus({ [granularity]: 1 }).toMillis() };
              const filter = Object.fromEntries(by.map((subject) => [FILTER[subject], point.by[subject]]));
              for (const [metric, value] of [
                ['tokens', point.total],
                ['cacheRead', point.tokens.cacheRead],
                ['events', point.events],
              ] as const) {
                const { sum } = await paged(models, { filter, metric, time, tz, limit: 50, ...past });
                expect(String(sum)).toBe(String(value));
              }
            }
          },
        ),
        { numRuns: RUNS },
      );
    });
  });
}

const isSummed = (metric: Metric): metric is Exclude<Metric, 'cost'> => metric !== 'cost';

/** Money of an answer in 10^-15 USD. */
function femtoUsd(usd: ExplainedEvent['contribution']): bigint {
  const [whole, fraction = ''] = String(usd ?? 0).split('.');
  return BigInt(whole! + fraction.padEnd(15, '0'));
}

/** The order in which the events of a page must stand. */
function latestFirst(shown: readonly ExplainedEvent[], known: ReturnType<typeof statuses>): number[] {
  const at = new Map(known.map(({ leafIndex, recorded }) => [leafIndex, microseconds(String(recorded['occurredAt']))]));
  return shown
    .map(({ leafIndex }) => leafIndex)
    .toSorted((one, other) => Number(at.get(other)! - at.get(one)!) || other - one);
}

/** The tables order by microseconds; the contract allows finer times. */
function microseconds(time: string): bigint {
  const fraction = /\.(\d+)Z$/.exec(time)?.[1] ?? '';
  const seconds = Date.parse(time.replace(/\.\d+Z$/, 'Z')) / 1_000;
  return BigInt(seconds) * 1_000_000n + BigInt(fraction.slice(0, 6).padEnd(6, '0'));
}

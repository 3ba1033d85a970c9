import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LedgerEvent, LedgerPage, Position } from '@tallystick/ledger-store';
import { DateTime } from 'luxon';
import { METRICS, SUBJECTS, WINDOWS } from './read-models.js';
import type { LeaderboardQuery, LeaderboardRow, ReadModels } from './read-models.js';
import { Fenced, ForeignCheckpoint, InvalidCursor, NotCaughtUp, Poison } from './read-models-errors.js';
import { LIVE_SCHEMA } from './schema/tables.js';
import { describeAccess } from './access.contract.js';
import { describeGroups } from './groups.contract.js';
import { describeCorrections } from './corrections.contract.js';
import { describePrices } from './prices.contract.js';
import { describeExplain } from './explain.contract.js';
import { foldInBatches, inPages } from './testing/fold-in-batches.js';
import { events, ledgerOf, madeUpEvents, plain, ZONES } from './testing/made-up-ledger.js';
import { recountBoard, recountDigest, statuses } from './testing/recount.js';

/** Where a suite gets its read models from: one set of tables, opened as often as a test likes. */
export interface ReadModelsHome {
  open(options: {
    ledgerId: string;
    timeZone: string;
    now?: () => number;
  }): Promise<ReadModels & { rest(): Promise<void> }>;
  /** Empties the tables. */
  empty(): Promise<void>;
  /** Runs a statement on the tables, to bring about what no ledger can in a test's time. */
  run(statement: string): Promise<void>;
  close(): Promise<void>;
}

const START = 0n as Position;
const RUNS = 15;
const everything = { metric: 'tokens', window: 'all', atMs: 0, tz: 'UTC', limit: 100 } as const;

/** What every adapter of ReadModels must do. */
export function describeReadModels(name: string, factory: () => Promise<ReadModelsHome>): void {
  describe(`${name} as read models`, () => {
    let home: ReadModelsHome;
    const fresh = async (timeZone = 'UTC', now?: () => number) => {
      await home.empty();
      return home.open({ ledgerId: 'ledger-1', timeZone, ...(now === undefined ? {} : { now }) });
    };
    beforeAll(async () => {
      home = await factory();
      // a first start makes the database and its schema
      await fresh();
    });
    afterAll(() => home.close());

    it('starts before the first event', async () => {
      const models = await fresh();
      expect(await models.checkpoint()).toEqual({ ledgerId: 'ledger-1', position: 0n, recordedAt: null, logSize: 0 });
      const { answer } = await models.leaderboard({ subject: 'actors', ...everything });
      expect(answer).toMatchObject({ rows: [], total: 0, nextCursor: null, from: null, to: null });
    });

    it('moves the checkpoint with the events, foreign ones included', async () => {
      const models = await fresh();
      const ledger = events({}, { kind: 'foreign', gap: 7 });
      const checkpoint = await models.fold(START, ledger);
      expect(checkpoint).toEqual({
        ledgerId: 'ledger-1',
        position: 8n,
        recordedAt: ledger[1]!.metadata['recordedAt'],
        logSize: 2,
      });
      expect(await models.checkpoint()).toEqual(checkpoint);
    });

    it('refuses a fold from elsewhere than the checkpoint and changes nothing', async () => {
      const models = await fresh();
      const ledger = events({}, {}, {});
      await models.fold(START, ledger.slice(0, 2));
      const before = await models.digest();
      await expect(models.fold(START, ledger.slice(0, 2))).rejects.toThrow(Fenced);
      await expect(models.fold(99n as Position, ledger.slice(2))).rejects.toThrow(Fenced);
      expect(await models.digest()).toEqual(before);
    });

    it('lets one of two projectors through', async () => {
      await home.empty();
      const options = { ledgerId: 'ledger-1', timeZone: 'UTC' };
      const [one, other] = [await home.open(options), await home.open(options)];
      const folds = await Promise.allSettled([one, other].map((models) => models.fold(START, events({}, {}))));
      expect(folds.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(folds.find((fold) => fold.status === 'rejected')).toMatchObject({ reason: { name: 'Fenced' } });
      expect((await one.leaderboard({ subject: 'actors', ...everything })).answer.total).toBe(2);
    });

    it('refuses the tables of another ledger', async () => {
      await fresh();
      await expect(home.open({ ledgerId: 'ledger-2', timeZone: 'UTC' })).rejects.toThrow(ForeignCheckpoint);
    });

    it.each([
      ['an unknown type', { type: 'UsageReimagined' }],
      ['an unknown schema', { metadata: { recordedAt: '2026-01-01T00:00:00.000Z', schema: 2 } }],
      ['no tokens', { data: { ...events({})[0]!.data, tokens: null } }],
      ['a bucket over the contract', { data: { ...events({ tokens: [1_000_000_001, 0, 0, 0, 0] })[0]!.data } }],
      ['a NUL in a text', { data: { ...events({ model: 'a\u0000b' })[0]!.data } }],
    ])('stops at an event of ours with %s, and changes nothing', async (_, fault) => {
      const models = await fresh();
      const [sound, bad] = events({}, {}) as [LedgerEvent, LedgerEvent];
      await expect(models.fold(START, [sound, { ...bad, ...fault }])).rejects.toThrow(Poison);
      expect((await models.checkpoint()).position).toBe(0n);
      const folded = await models.foldPages(START, inPages([sound, { ...bad, ...fault }], 5));
      expect(folded.position).toBe(sound.position);
      await expect(models.foldPages(folded.position, inPages([{ ...bad, ...fault }], 5))).rejects.toMatchObject({
        name: 'Poison',
        position: bad.position,
      });
    });

    it('counts the first of a key, whatever stands between', async () => {
      const models = await fresh();
      const ledger = ledgerOf([
        { ...plain, key: 1 },
        { ...plain, key: 1, actor: 5 },
        { ...plain, key: 1, tokens: [2, 0, 0, 0, 0] },
        { ...plain, key: 1, kind: 'conflicted', tokens: [2, 0, 0, 0, 0] },
        { ...plain, key: 2, kind: 'conflicted' },
        { ...plain, key: 2 },
      ]);
      for (const event of ledger) await models.fold((await models.checkpoint()).position, [event]);
      const { answer } = await models.events({ filter: {}, limit: 10 });
      expect(answer.events.map(({ status }) => status)).toEqual([
        'counted',
        'conflict',
        'conflict',
        'conflict',
        'duplicate',
        'counted',
      ]);
      expect((await models.leaderboard({ subject: 'actors', ...everything })).answer.rows).toMatchObject([
        { subject: 'p_0', value: 2 },
      ]);
    });

    it('gives the digest of an independent recount, in whatever batches it folds, and after a change of zone', async () => {
      await fc.assert(
        fc.asyncProperty(
          madeUpEvents,
          fc.constantFrom(...ZONES),
          fc.constantFrom(...ZONES),
          fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 8 }),
          async (madeUp, zone, other, batches) => {
            const ledger = ledgerOf(madeUp);
            const models = await fresh(zone);
            await foldInBatches(models, ledger, batches);
            expect((await models.digest()).answer.tables).toEqual(recountDigest(ledger, zone));
            const rezoned = await home.open({ ledgerId: 'ledger-1', timeZone: other });
            expect((await rezoned.digest()).answer.tables).toEqual(recountDigest(ledger, other));
          },
        ),
        { numRuns: RUNS },
      );
    });

    it('answers every board as a recount does: any window, zone, metric, page, and as of any position', async () => {
      await fc.assert(
        fc.asyncProperty(
          madeUpEvents,
          fc.record({
            kept: fc.constantFrom(...ZONES),
            tz: fc.constantFrom(...ZONES),
            subject: fc.constantFrom(...SUBJECTS),
            metric: fc.constantFrom(...METRICS, 'cost'),
            window: fc.constantFrom(...WINDOWS),
            pick: fc.nat(),
            limit: fc.integer({ min: 1, max: 4 }),
            upTo: fc.option(fc.nat(), { freq: 2 }),
            // taking every window between 2018 and 2025 into memory takes longest
            rests: fc.nat(3).map((n) => n === 0),
          }),
          async (madeUp, { kept, tz, subject, metric, window, pick, limit, upTo, rests }) => {
            const ledger = ledgerOf(madeUp);
            const models = await fresh(kept);
            await foldInBatches(models, ledger, [7]);
            if (rests) await models.rest();
            const atMs = madeUp[pick % Math.max(1, madeUp.length)]?.occurredAtMs ?? 0;
            const asOf = upTo === null ? undefined : ledger[upTo % Math.max(1, ledger.length)]?.position;
            const known = statuses(ledger.filter(({ position }) => asOf === undefined || position <= asOf));
            const at = DateTime.fromMillis(atMs, { zone: tz });
            const board = recountBoard(known, subject, metric, window, at);
            const before =
              window === 'all' ? [] : recountBoard(known, subject, metric, window, at.minus({ [window]: 1 }));
            const total = board.reduce((sum, { value }) => (value < 0n ? sum : sum + value), 0n);
            const rows = await allRows(models, {
              subject,
              metric,
              window,
              atMs,
              tz,
              limit,
              ...(asOf === undefined ? {} : { asOfPosition: asOf }),
            });
            expect(rows).toEqual(
              board.map((row) => ({
                rank: row.rank,
                subject: row.subject,
                value: metric === 'cost' ? usd(row.value) : Number(row.value),
                share: total === 0n || row.value < 0n ? 0 : Number(row.value) / Number(total),
                previousRank: before.find((old) => old.subject === row.subject)?.rank ?? null,
              })),
            );
          },
        ),
        { numRuns: RUNS * 3 },
      );
    });

    it('answers a series as a recount does', async () => {
      await fc.assert(
        fc.asyncProperty(
          madeUpEvents,
          fc.constantFrom(...ZONES),
          fc.constantFrom(...ZONES),
          fc.constantFrom('hour', 'day', 'week', 'month'),
          fc.subarray([...SUBJECTS], { maxLength: 2 }),
          fc.record({
            wholeDays: fc.boolean(),
            filterBy: fc.option(fc.constantFrom(...SUBJECTS)),
            pick: fc.nat(),
            upTo: fc.option(fc.nat()),
          }),
          async (madeUp, kept, zone, granularity, by, { wholeDays, filterBy, pick, upTo }) => {
            const ledger = ledgerOf(madeUp);
            const models = await fresh(kept);
            await foldInBatches(models, ledger, [11]);
            const tz = wholeDays ? kept : zone;
            const asOf = upTo === null ? undefined : ledger[upTo % Math.max(1, ledger.length)]?.position;
            const bound = (day: string, instant: string) =>
              wholeDays ? DateTime.fromISO(day, { zone: kept }).startOf('day').toMillis() : Date.parse(instant);
            const fromMs = bound('2018-02-18', '2018-02-17T23:00:00Z');
            const toMs = bound('2025-10-26', '2025-10-26T01:00:00Z');
            const field = filterBy === null ? null : FIELD[filterBy];
            const wanted =
              field === null
                ? null
                : ((ledger[pick % Math.max(1, ledger.length)]?.data[field] ?? null) as string | null);
            const { answer } = await models.usage({
              fromMs,
              toMs,
              by,
              granularity,
              tz,
              filter: field === null ? {} : { [field]: wanted },
              ...(asOf === undefined ? {} : { asOfPosition: asOf }),
            });
            const counted = statuses(ledger.filter(({ position }) => asOf === undefined || position <= asOf)).filter(
              ({ counts, atMs, data }) =>
                counts && atMs >= fromMs && atMs < toMs && (field === null || (data[field] ?? null) === wanted),
            );
            expect(answer.points.reduce((sum, { events: n }) => sum + n, 0)).toBe(counted.length);
            for (const point of answer.points) {
              const inside = counted.filter((event) => {
                const start = DateTime.fromISO(point.start, { zone: tz });
                const values = by.every((subject) => (event.data[FIELD[subject]] ?? null) === point.by[subject]);
                return values && event.atMs >= start.toMillis() && event.atMs < endOf(start, granularity).toMillis();
              });
              expect(point.events).toBe(inside.length);
              expect(inside.length).toBeGreaterThan(0);
              expect(point.total).toBe(inside.reduce((sum, event) => sum + tokens(event.data), 0));
            }
          },
        ),
        { numRuns: RUNS * 2 },
      );
    });

    it('shows one consistent board through its cursor for 60 s, while the ledger goes on', async () => {
      let nowMs = 1_000_000;
      const models = await fresh('UTC', () => nowMs);
      const ledger = events(
        { actor: 1, tokens: [9, 0, 0, 0, 0] },
        { actor: 2, tokens: [5, 0, 0, 0, 0] },
        { actor: 2, tokens: [7, 0, 0, 0, 0] },
      );
      await models.fold(START, ledger.slice(0, 2));
      const query: LeaderboardQuery = { subject: 'actors', ...everything, limit: 1 };
      const first = await models.leaderboard(query);
      await models.fold(ledger[1]!.position, ledger.slice(2));
      nowMs += 60_000;
      const cursor = first.answer.nextCursor!;
      const second = await models.leaderboard({ ...query, cursor });
      expect(second.answer).toMatchObject({
        rows: [{ rank: 2, subject: 'p_2', value: 5 }],
        total: 14,
        nextCursor: null,
      });
      expect(second.at).toEqual(first.at);
      nowMs += 1;
      await expect(models.leaderboard({ ...query, cursor })).rejects.toThrow(InvalidCursor);
    });

    it('refuses cursors that are forged or of another query', async () => {
      const models = await fresh();
      await models.fold(START, events({ actor: 1 }, { actor: 2 }));
      const query: LeaderboardQuery = { subject: 'actors', ...everything, limit: 1 };
      const board = (await models.leaderboard(query)).answer.nextCursor!;
      const trail = (await models.events({ filter: {}, limit: 1 })).answer.nextCursor!;
      for (const cursor of ['', 'x', trail, `${board}A`, board.slice(0, -4)]) {
        await expect(models.leaderboard({ ...query, cursor })).rejects.toThrow(InvalidCursor);
      }
      await expect(models.leaderboard({ ...query, subject: 'teams', cursor: board })).rejects.toThrow(InvalidCursor);
      await expect(models.events({ filter: { actor: 'p_1' }, limit: 1, cursor: trail })).rejects.toThrow(InvalidCursor);
    });

    it('lists the audit trail newest first through cursors, filtered, with exact times', async () => {
      const models = await fresh();
      const made = Array.from({ length: 9 }, (_, key) => ({ key, actor: key % 2, finer: key === 4 ? '1234567' : '' }));
      const ledger = events(...made);
      await models.fold(START, ledger);
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const { answer } = await models.events({ filter: { actor: 'p_0' }, limit: 2, ...(cursor ? { cursor } : {}) });
        seen.push(...answer.events.map(({ position, occurredAt }) => `${position} ${occurredAt}`));
        cursor = answer.nextCursor;
      } while (cursor !== null);
      expect(seen).toEqual(
        ['9', '7', '5', '3', '1'].map((p) => `${p} ${String(ledger[Number(p) - 1]!.data['occurredAt'])}`),
      );
      expect(seen[2]).toBe('5 2026-05-04T10:00:00.0001234567Z');
    });

    it('finds the events of a time wherever they stand in the ledger, late ones and repeated ones too', async () => {
      const models = await fresh();
      const day = (n: number) => plain.occurredAtMs + n * 86_400_000;
      const used = [0, 1, 2, 0, 3, -25_000, 1, 3].map((n, key) => ({ key: key % 7, occurredAtMs: day(n) }));
      const ledger = events(...used);
      await models.fold(START, ledger.slice(0, 5));
      await models.fold(ledger[4]!.position, ledger.slice(5));
      const positions = async (times: { fromMs?: number; toMs?: number }) => {
        const seen: string[] = [];
        let cursor: string | null = null;
        do {
          const query = { filter: {}, limit: 2, ...times, ...(cursor === null ? {} : { cursor }) };
          const { answer } = await models.events(query);
          seen.push(...answer.events.map(({ position }) => position));
          cursor = answer.nextCursor;
        } while (cursor !== null);
        return seen;
      };
      for (const [fromMs, toMs] of [
        [day(0), day(1)],
        [day(0), day(1) + 1],
        [day(1), day(3)],
        [day(4), day(9)],
        [undefined, day(1)],
        [day(1) + 1, undefined],
      ] as const) {
        const wanted = used.flatMap(({ occurredAtMs: ms }, i) =>
          ms >= (fromMs ?? -Infinity) && ms < (toMs ?? Infinity) ? [String(ledger[i]!.position)] : [],
        );
        const times = { ...(fromMs === undefined ? {} : { fromMs }), ...(toMs === undefined ? {} : { toMs }) };
        expect(await positions(times)).toEqual(wanted.reverse());
      }
    });

    it('has no cost for anything as long as nothing is listed', async () => {
      const models = await fresh();
      await models.fold(START, events({ team: 'b' }, { team: null }, { team: 'a' }));
      const { answer } = await models.leaderboard({ subject: 'teams', ...everything, metric: 'cost' });
      expect(answer).toMatchObject({ total: null, unpricedShare: 1, nextCursor: null });
      expect(answer.rows).toEqual(
        ['a', 'b', null].map((subject) => ({ rank: 1, subject, value: null, share: 0, previousRank: null })),
      );
    });

    describePrices(fresh);

    it('writes sums beyond 2^53 as decimal strings, exact to the last token', async () => {
      const models = await fresh();
      const ledger = events({ actor: 1 }, { actor: 2 });
      await models.fold(START, ledger);
      // two million of the largest events would be needed
      await home.run(`update ${LIVE_SCHEMA}.board_cell set input = 9007199254740993`);
      const { answer } = await models.leaderboard({
        subject: 'actors',
        ...everything,
        window: 'day',
        atMs: plain.occurredAtMs,
      });
      expect(answer.rows).toMatchObject([
        { rank: 1, subject: 'p_1', value: '9007199254740993' },
        { rank: 1, subject: 'p_2', value: '9007199254740993' },
      ]);
      const day = {
        fromMs: Date.parse('2026-05-04'),
        toMs: Date.parse('2026-05-05'),
        granularity: 'day',
        tz: 'UTC',
      } as const;
      const series = await models.usage({ ...day, by: ['actors'], filter: { actor: 'p_2' } });
      expect(series.answer.points).toMatchObject([{ by: { actors: 'p_2' }, total: '9007199254740993', events: 1 }]);
    });

    it('finds the position as of a time by the running maximum of recordedAt', async () => {
      const models = await fresh();
      const ledger = events(
        { recordedAfterMs: 0 },
        { recordedAfterMs: 500 },
        { kind: 'foreign', recordedAfterMs: 0 },
        { recordedAfterMs: 900, gap: 7 },
      );
      await models.fold(START, ledger.slice(0, 1));
      await models.fold(ledger[0]!.position, ledger.slice(1));
      const times = ledger.map((event) => Date.parse(String(event.metadata['recordedAt'])));
      const expected = (timeMs: number) => {
        let last = START;
        let latest = -Infinity;
        for (const [i, event] of ledger.entries()) {
          latest = Math.max(latest, times[i]!);
          if (latest <= timeMs) last = event.position;
        }
        return last;
      };
      for (const timeMs of times.flatMap((time) => [time - 1, time, time + 1])) {
        expect(await models.positionAsOf(timeMs)).toBe(expected(timeMs));
      }
      const at = (await models.leaderboard({ subject: 'actors', ...everything, asOfPosition: 3n as Position })).at;
      expect(at).toMatchObject({ position: 3n, logSize: 3, recordedAt: ledger[2]!.metadata['recordedAt'] });
      const beyond = { subject: 'actors', ...everything, asOfPosition: 99n as Position } as const;
      await expect(models.leaderboard(beyond)).rejects.toThrow(NotCaughtUp);
    });

    it('is rebuilt beside the live tables, to the byte, and swapped', async () => {
      const models = await fresh('Europe/Berlin');
      const ledger = ledgerOf(fc.sample(madeUpEvents, { numRuns: 20, seed: 7 }).flat());
      await foldInBatches(models, ledger, [50]);
      const source = { readAll: (page: { after: Position; limit: number }) => Promise.resolve(pageOf(ledger, page)) };
      // A database may keep the plan of a question that it knows: that must not lead to the tables of before.
      const board = async () => (await models.leaderboard({ subject: 'teams', ...everything })).answer.rows;
      const trail = async () => (await models.events({ filter: {}, limit: 50 })).answer.events;
      const asked = [await board(), await trail()];
      const compared = await models.rebuild({ ledger: source, swap: false });
      expect(compared).toMatchObject({ equal: true, swapped: false });
      const swapped = await models.rebuild({ ledger: source, swap: true });
      expect(swapped).toMatchObject({ equal: true, swapped: true, before: compared.before });
      expect((await models.digest()).answer).toEqual(compared.after);
      expect([await board(), await trail()]).toEqual(asked);
      const next = ledgerOf([{ ...plain, key: 77, gap: Number(ledger.at(-1)!.position) + 1 }]);
      expect((await models.fold(ledger.at(-1)!.position, next)).logSize).toBe(ledger.length + 1);
      expect((await trail())[0]).toMatchObject({ position: String(next[0]!.position) });
    });

    describeAccess(() => fresh());
    describeExplain(fresh);
    describeGroups(fresh);
    describeCorrections(fresh);
  });
}

const FIELD = {
  actors: 'actor',
  teams: 'team',
  models: 'model',
  projects: 'project',
  agents: 'agent',
  sources: 'source',
};
const tokens = (data: LedgerEvent['data']): number =>
  Object.values(data['tokens'] as Record<string, number>).reduce((sum, n) => sum + n, 0);

const endOf = (start: DateTime, granularity: 'hour' | 'day' | 'week' | 'month'): DateTime =>
  granularity === 'hour' ? start.plus({ hours: 1 }) : start.plus({ [granularity]: 1 }).startOf(granularity);

function pageOf(ledger: readonly LedgerEvent[], { after, limit }: { after: Position; limit: number }): LedgerPage {
  const left = ledger.filter((event) => event.position > after);
  const page = left.slice(0, limit);
  return { events: page, last: page.at(-1)?.position ?? after, atEnd: page.length === left.length };
}

async function allRows(models: ReadModels, query: LeaderboardQuery): Promise<LeaderboardRow[]> {
  const rows: LeaderboardRow[] = [];
  let cursor: string | null = null;
  do {
    const { answer } = await models.leaderboard(cursor === null ? query : { ...query, cursor });
    rows.push(...answer.rows);
    cursor = answer.nextCursor;
  } while (cursor !== null);
  return rows;
}

/** By way of a decimal fraction of its digits, not by the code under test. */
function usd(femtoUsd: bigint): string | null {
  if (femtoUsd < 0n) return null;
  const digits = String(femtoUsd).padStart(16, '0');
  return `${digits.slice(0, -15)}.${digits.slice(-15)}`.replace(/\.?0+$/, '');
}

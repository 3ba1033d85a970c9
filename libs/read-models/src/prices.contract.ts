import { describe, expect, it } from '@jest/globals';
import type { LedgerEvent, Position } from '@tallystick/ledger-store';
import type { LeaderboardQuery, ReadModels } from './read-models.js';
import { Poison } from './read-models-errors.js';
import { events, plain } from './testing/made-up-ledger.js';

const START = 0n as Position;
const DAY_MS = 86_400_000;

/** A listing at the place of a plain event. */
function listed(at: LedgerEvent, data: Record<string, unknown>): LedgerEvent {
  const price = {
    ...{ provider: 'made-up', model: 'm', from: '2026-01-01T00:00:00Z', perMillion: { input: 3_000_000_000 } },
    ...{ source: 'the list', author: 'p_1' },
  };
  return { ...at, stream: 'prices', type: 'PriceListed', data: { ...price, ...data } };
}

/** What every adapter of ReadModels must do with a price book. */
export function describePrices(fresh: (timeZone?: string) => Promise<ReadModels & { rest(): Promise<void> }>): void {
  describe('with prices', () => {
    const board = async (models: ReadModels, query: Partial<LeaderboardQuery> = {}) => {
      const { answer } = await models.leaderboard({
        ...{ subject: 'teams', metric: 'cost', window: 'month', atMs: plain.occurredAtMs, tz: 'UTC', limit: 100 },
        ...query,
      });
      const rows = answer.rows.map(({ rank, subject, value, previousRank }) => [rank, subject, value, previousRank]);
      return { rows, total: answer.total, unpricedShare: answer.unpricedShare };
    };

    it('tells costs exactly, what has no price behind them, and how much that is', async () => {
      const models = await fresh();
      const ledger = events(
        {},
        { team: 'a', tokens: [1, 0, 0, 0, 0] },
        { team: 'b', tokens: [1_000_000, 0, 0, 0, 0] },
        { team: 'c', tokens: [1, 0, 0, 0, 0], model: 'unknown' },
        { team: 'd', tokens: [0, 0, 0, 0, 999_998] },
      );
      const [first, ...used] = ledger;
      await models.fold(START, [listed(first!, {}), ...used]);
      const expected = {
        rows: [
          [1, 'b', '3', null],
          [2, 'a', '0.000003', null],
          [3, 'c', null, null],
          [3, 'd', null, null],
        ],
        total: '3.000003',
        unpricedShare: 999_999 / 2_000_000,
      };
      expect(await board(models)).toEqual(expected);
      expect(await board(models, { tz: 'Asia/Kathmandu' })).toEqual(expected);
      const [point] = (
        await models.usage({
          ...{ fromMs: plain.occurredAtMs - DAY_MS, toMs: plain.occurredAtMs + DAY_MS, by: [], granularity: 'month' },
          ...{ tz: 'UTC', filter: {} },
        })
      ).answer.points;
      expect(point).toMatchObject({ total: 2_000_000, costUsd: '3.000003', unpricedTokens: 999_999 });
    });

    it('reprices the past from where a late price stands, and answers as of before it by the book of then', async () => {
      const models = await fresh();
      const april = plain.occurredAtMs - 30 * DAY_MS;
      const ledger = events(
        { team: 'a', occurredAtMs: april },
        { team: 'a', tokens: [2, 0, 0, 0, 0] },
        { team: 'b' },
        {},
        {},
        {},
      );
      const [one, two, three, first, late, back] = ledger as [LedgerEvent, ...LedgerEvent[]] & readonly LedgerEvent[];
      await models.fold(START, [one, two!, three!, listed(first!, {})]);
      const before = await board(models);
      expect(before.rows).toEqual([
        [1, 'a', '0.000006', 1],
        [2, 'b', '0.000003', null],
      ]);
      // from May on, 5 USD; then only from the first moment of that event's own day until before the next
      await models.fold(first!.position, [
        listed(late!, { from: '2026-05-01T00:00:00Z', perMillion: { input: 5_000_000_000 } }),
      ]);
      const after = await board(models);
      expect(after).toMatchObject({
        rows: [
          [1, 'a', '0.00001', 1],
          [2, 'b', '0.000005', null],
        ],
        total: '0.000015',
      });
      const april30 = await board(models, { atMs: april });
      expect(april30.rows).toEqual([[1, 'a', '0.000003', null]]);
      await models.fold(late!.position, [
        listed(back!, { from: '2026-05-01T00:00:00Z', to: '2026-05-05T00:00:00Z', perMillion: {} }),
      ]);
      expect(await board(models)).toMatchObject({
        rows: [
          [1, 'a', null, 1],
          [1, 'b', null, null],
        ],
        total: null,
        unpricedShare: 1,
      });
      expect(await board(models, { asOfPosition: late!.position })).toEqual(after);
      expect(await board(models, { asOfPosition: first!.position })).toEqual(before);
      expect(await board(models, { asOfPosition: three!.position })).toMatchObject({ total: null, unpricedShare: 1 });
    });

    it('follows corrections of tokens and models, and voids', async () => {
      const models = await fresh();
      const ledger = events(
        {},
        {},
        { key: 2, team: 'a' },
        { key: 3, team: 'b' },
        { key: 2, kind: 'corrected', tokens: [7, 0, 0, 0, 0] },
        { key: 3, kind: 'corrected', corrects: ['model'], model: 'dear' },
        { key: 2, kind: 'voided' },
      );
      const [first, second, ...rest] = ledger;
      const dear = listed(second!, { model: 'dear', perMillion: { input: 90_000_000_000 } });
      const folded = await models.fold(START, [listed(first!, {}), dear, ...rest.slice(0, 4)]);
      expect(await board(models)).toMatchObject({
        rows: [
          [1, 'b', '0.00009', null],
          [2, 'a', '0.000021', null],
        ],
      });
      await models.fold(folded.position, rest.slice(4));
      expect(await board(models)).toMatchObject({ rows: [[1, 'b', '0.00009', null]], total: '0.00009' });
    });

    it('holds costs of any size, in memory as in the tables, and tells equals apart by the last digit', async () => {
      const models = await fresh();
      const most = [1e9, 1e9, 1e9, 1e9, 1e9] as const;
      const ledger = events({}, {}, ...[0, 1, 2].map((actor) => ({ actor, tokens: most })), {
        actor: 1,
        model: 'small',
      });
      const [first, second, ...used] = ledger;
      const perMillion = { input: 1e15, output: 1e15, cacheRead: 1e15, cacheWrite: 1e15, reasoning: 1e15 };
      const small = listed(second!, { model: 'small', perMillion: { input: 1 } });
      await models.fold(START, [listed(first!, { perMillion }), small, ...used]);
      const expected = {
        rows: [
          [1, 'p_1', '5000000000.000000000000001', null],
          [2, 'p_0', '5000000000', null],
          [2, 'p_2', '5000000000', null],
        ],
        total: '15000000000.000000000000001',
        unpricedShare: 0,
      };
      expect(await board(models, { subject: 'actors' })).toEqual(expected);
      await models.rest();
      expect(await board(models, { subject: 'actors', window: 'week' })).toEqual(expected);
      expect(await board(models, { subject: 'actors', limit: 99 })).toEqual(expected);
    });

    it.each([
      ['of another type', { type: 'PriceDropped' }],
      ['below zero', { data: { perMillion: { input: -1 } } }],
      ['from nowhen', { data: { from: 'yesterday' } }],
      ['that ends before it begins', { data: { to: '2025-01-01T00:00:00Z' } }],
      ['with a NUL', { data: { model: 'a\u0000' } }],
    ])('stops at a price %s', async (_, { data = {}, ...fault }: { data?: object; type?: string }) => {
      const models = await fresh();
      const [event] = events({});
      await expect(models.fold(START, [{ ...listed(event!, { ...data }), ...fault }])).rejects.toThrow(Poison);
      expect((await models.checkpoint()).position).toBe(0n);
    });
  });
}

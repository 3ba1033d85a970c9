import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LedgerEvent, Position } from '@tallystick/ledger-store';
import { SUBJECTS, WINDOWS } from './read-models.js';
import type { LeaderboardQuery, ReadModels, UsageFilter } from './read-models.js';
import { Poison } from './read-models-errors.js';
import { foldInBatches, inPages } from './testing/fold-in-batches.js';
import { events, ledgerOf, madeUpEvents } from './testing/made-up-ledger.js';
import { decisionsOn, statuses } from './testing/recount.js';

const START = 0n as Position;
const board: Omit<LeaderboardQuery, 'subject'> = {
  ...{ metric: 'tokens', window: 'all', tz: 'UTC', limit: 100 },
  atMs: Date.parse('2026-05-04T12:00:00Z'),
};
const moved = { key: 0, kind: 'corrected', corrects: ['team', 'model'], team: 'b', model: 'n' } as const;
const recounted = { key: 0, kind: 'corrected', corrects: ['tokens'], tokens: [0, 0, 40, 0, 0] } as const;
const voided = { key: 0, kind: 'voided' } as const;

/** What corrections and voids do to every answer; `fresh` gives empty read models. */
export function describeCorrections(fresh: () => Promise<ReadModels>): void {
  describe('under corrections', () => {
    const rowsOf = async (models: ReadModels, query: Partial<LeaderboardQuery> & Pick<LeaderboardQuery, 'subject'>) =>
      (await models.leaderboard({ ...board, ...query })).answer.rows.map(({ subject, value }) => [subject, value]);
    const trailOf = async (models: ReadModels, filter: UsageFilter, asOfPosition?: bigint) =>
      (
        await models.events({
          ...{ filter, limit: 100 },
          ...(asOfPosition === undefined ? {} : { asOfPosition: asOfPosition as Position }),
        })
      ).answer.events;
    const both = [
      { team: 'a', actor: 1, tokens: [7, 0, 0, 0, 0] },
      { team: 'a', actor: 2, tokens: [5, 0, 0, 0, 0] },
    ] as const;

    it('moves an event from one team and model to another, in every window', async () => {
      const models = await fresh();
      await foldInBatches(models, events(...both, moved), [2]);
      for (const window of WINDOWS) {
        expect(await rowsOf(models, { subject: 'teams', window })).toEqual([
          ['b', 7],
          ['a', 5],
        ]);
        expect(await rowsOf(models, { subject: 'models', window, metric: 'events' })).toEqual([
          ['m', 1],
          ['n', 1],
        ]);
        expect(await rowsOf(models, { subject: 'actors', window })).toEqual([
          ['p_1', 7],
          ['p_2', 5],
        ]);
        expect(await rowsOf(models, { subject: 'teams', window, metric: 'activeDays' })).toEqual([
          ['a', 1],
          ['b', 1],
        ]);
      }
    });

    it('replaces tokens and leaves a subject off the boards whose only event is voided', async () => {
      const models = await fresh();
      const ledger = events(...both, recounted, voided);
      await models.fold(START, ledger.slice(0, 3));
      expect(await rowsOf(models, { subject: 'actors', metric: 'cacheRead' })).toEqual([
        ['p_1', 40],
        ['p_2', 0],
      ]);
      await models.fold(ledger[2]!.position, ledger.slice(3));
      for (const window of WINDOWS) expect(await rowsOf(models, { subject: 'actors', window })).toEqual([['p_2', 5]]);
      const day = { fromMs: Date.parse('2026-05-04'), toMs: Date.parse('2026-05-05'), tz: 'UTC', filter: {} };
      for (const granularity of ['day', 'hour'] as const) {
        const { answer } = await models.usage({ ...day, granularity, by: ['actors'] });
        expect(answer.points).toMatchObject([{ by: { actors: 'p_2' }, total: 5, events: 1 }]);
      }
    });

    it('answers as the numbers stood at any position', async () => {
      const models = await fresh();
      const ledger = events(...both, moved, recounted, voided);
      await models.fold(START, ledger);
      const expected = [
        [['a', 7]],
        [['a', 12]],
        [
          ['b', 7],
          ['a', 5],
        ],
        [
          ['b', 40],
          ['a', 5],
        ],
        [['a', 5]],
      ];
      for (const [at, rows] of expected.entries()) {
        for (const window of ['all', 'day'] as const) {
          const asOfPosition = ledger[at]!.position;
          expect(await rowsOf(models, { subject: 'teams', window, asOfPosition })).toEqual(rows);
        }
      }
      const { at } = await models.leaderboard({ ...board, subject: 'teams', asOfPosition: ledger[3]!.position });
      expect(at).toMatchObject({ position: 4n, logSize: 4, recordedAt: ledger[3]!.metadata['recordedAt'] });
    });

    it('counts active days down when a day loses its last event, and not before', async () => {
      const models = await fresh();
      const days = [0, 0, 1].map((day) => ({ actor: 1, occurredAtMs: board.atMs + day * 86_400_000 }));
      const ledger = events(...days, voided, { ...voided, key: 1 });
      const activeDays = () => rowsOf(models, { subject: 'actors', metric: 'activeDays', window: 'month' });
      await models.fold(START, ledger.slice(0, 4));
      expect(await activeDays()).toEqual([['p_1', 2]]);
      await models.fold(ledger[3]!.position, ledger.slice(4));
      expect(await activeDays()).toEqual([['p_1', 1]]);
    });

    it('shows an event as recorded with all that was decided about it, by whom and why', async () => {
      const models = await fresh();
      const ledger = events({ team: 'a', actor: 1 }, { ...moved, actor: 8 }, { ...voided, actor: 9 });
      await models.fold(START, ledger);
      const [row] = await trailOf(models, {});
      expect(row).toMatchObject({ position: '1', status: 'voided', team: 'a', model: 'm', tokens: { input: 1 } });
      expect(row!.corrections).toEqual([
        {
          position: '2',
          recordedAt: ledger[1]!.metadata['recordedAt'],
          type: 'UsageCorrected',
          tokens: null,
          attributes: { team: 'b', model: 'n' },
          reason: ledger[1]!.data['reason'],
          author: 'p_8',
        },
        {
          position: '3',
          recordedAt: ledger[2]!.metadata['recordedAt'],
          type: 'UsageVoided',
          tokens: null,
          attributes: null,
          reason: ledger[2]!.data['reason'],
          author: 'p_9',
        },
      ]);
      expect(await trailOf(models, {}, 2n)).toMatchObject([{ status: 'corrected', corrections: [{ position: '2' }] }]);
      expect(await trailOf(models, {}, 1n)).toMatchObject([{ status: 'counted', corrections: [] }]);
    });

    it('finds an event by what it says now and by what it said at first', async () => {
      const models = await fresh();
      await models.fold(START, events({ team: 'a' }, moved, { key: 2, team: 'c' }));
      const found = async (filter: UsageFilter, asOf?: bigint) =>
        (await trailOf(models, filter, asOf)).map(({ position }) => position);
      expect(await found({ team: 'a' })).toEqual(['1']);
      expect(await found({ team: 'b' })).toEqual(['1']);
      expect(await found({ team: 'b', model: 'n', actor: 'p_0' })).toEqual(['1']);
      expect(await found({ team: 'b', model: 'm' })).toEqual([]);
      expect(await found({ team: 'b', actor: 'p_1' })).toEqual([]);
      expect(await found({ team: 'b' }, 1n)).toEqual([]);
      expect(await found({ team: null })).toEqual([]);
    });

    it('is not thrown by a ledger of another hand: early, repeated and late decisions take no effect', async () => {
      const models = await fresh();
      const ledger = events(
        ...[
          { ...voided, key: 7 },
          { ...recounted, key: 7 },
          { key: 7, team: 'a', kind: 'conflicted' as const },
        ],
        ...[
          { key: 7, team: 'a' },
          { ...moved, key: 7 },
          { ...moved, key: 7 },
          { key: 7, team: 'a' },
        ],
        ...[
          { ...voided, key: 7 },
          { ...voided, key: 7 },
          { ...recounted, key: 7 },
          { ...voided, key: 99 },
        ],
      );
      for (const sizes of [[1], [4], [11]]) {
        const again = sizes[0] === 1 ? models : await fresh();
        await foldInBatches(again, ledger, sizes);
        const trail = await trailOf(again, {});
        expect(trail.map(({ status, corrections }) => [status, corrections.map(({ position }) => position)])).toEqual([
          ['duplicate', []],
          ['voided', ['5', '6', '8']],
          ['conflict', []],
        ]);
        expect(await rowsOf(again, { subject: 'teams' })).toEqual([]);
        expect(await rowsOf(again, { subject: 'teams', asOfPosition: 7n as Position })).toEqual([['b', 1]]);
      }
    });

    const [decision] = events(recounted) as [LedgerEvent];
    it.each<[string, Partial<LedgerEvent>]>([
      ['an unknown type', { type: 'UsageForgiven' }],
      ['usage in the place of a decision', { type: 'UsageRecorded' }],
      ['an unknown schema', { metadata: { recordedAt: '2026-01-01T00:00:00.000Z', schema: 2 } }],
      ['no reason', { data: { ...decision.data, reason: '' } }],
      ['an attribute that nobody may correct', { data: { ...decision.data, attributes: { actor: 'p_7' } } }],
      ['a NUL in a reason', { data: { ...decision.data, reason: 'a\u0000b' } }],
      ['a reason without end', { data: { ...decision.data, reason: 'x'.repeat(3_000) } }],
      ['a lone surrogate', { data: { ...decision.data, attributes: { team: '\ud800' } } }],
      ['a bucket over the contract', { data: { ...decision.data, tokens: { ...tokens(decision), input: 1e9 + 1 } } }],
      ['the key of another event', { stream: `usage-decisions-${'A'.repeat(43)}` }],
      ['a place among the usage', { stream: 'intake-http.0' }],
    ])('stops at a decision with %s, and changes nothing', async (_, fault) => {
      const models = await fresh();
      const [sound] = events({}) as [LedgerEvent];
      const bad = { ...decision, position: 2n as Position, ...fault };
      await expect(models.fold(START, [sound, bad])).rejects.toThrow(Poison);
      expect((await models.checkpoint()).position).toBe(0n);
      expect((await models.foldPages(START, inPages([sound, bad], 5))).position).toBe(sound.position);
    });

    it('shows every event with the status and the decisions of an independent recount, as of any position', async () => {
      await fc.assert(
        fc.asyncProperty(
          madeUpEvents,
          fc.option(fc.nat(), { freq: 3 }),
          fc.constantFrom(...SUBJECTS),
          fc.nat(),
          async (madeUp, upTo, filterBy, pick) => {
            const ledger = ledgerOf(madeUp);
            const models = await fresh();
            await foldInBatches(models, ledger, [5]);
            const asOf = upTo === null ? undefined : ledger[upTo % Math.max(1, ledger.length)]?.position;
            const known = ledger.filter(({ position }) => asOf === undefined || position <= asOf);
            const all = statuses(known);
            const trail = await trailOf(models, {}, asOf);
            expect(trail.map(({ position, status, corrections }) => [position, status, corrections])).toEqual(
              all.toReversed().map(({ position, status, recorded }) => [
                String(position),
                status,
                status === 'corrected' || status === 'voided'
                  ? decisionsOn(known, recorded['eventKey']).map(({ type, data, ...event }) => ({
                      position: String(event.position),
                      recordedAt: event.metadata['recordedAt'],
                      type,
                      tokens: data['tokens'] ?? null,
                      attributes: data['attributes'] ?? null,
                      reason: data['reason'],
                      author: data['author'],
                    }))
                  : [],
              ]),
            );
            const field = FIELD[filterBy];
            const wanted = (all[pick % Math.max(1, all.length)]?.data[field] ?? null) as string | null;
            const found = await trailOf(models, { [field]: wanted }, asOf);
            const stands = all.filter(({ counts, data }) => counts && (data[field] ?? null) === wanted);
            const foundAt = found.map(({ position }) => position);
            expect(foundAt).toEqual(expect.arrayContaining(stands.map(({ position }) => String(position))));
          },
        ),
        { numRuns: 25 },
      );
    });
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
const tokens = ({ data }: LedgerEvent): Record<string, number> => data['tokens'] as Record<string, number>;

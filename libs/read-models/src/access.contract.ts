import { beforeAll, describe, expect, it } from '@jest/globals';
import type { LedgerEvent, Position } from '@tallystick/ledger-store';
import type { ReadModels } from './read-models.js';
import { InvalidCursor } from './read-models-errors.js';
import { events, pseudonym } from './testing/made-up-ledger.js';

const START = 0n as Position;
const [roster, policy, view, choice] = events(
  { kind: 'roster', team: 'a' },
  { kind: 'policy' },
  { kind: 'viewed' },
  { kind: 'named' },
) as [LedgerEvent, LedgerEvent, LedgerEvent, LedgerEvent];

/** What every adapter must do with rosters, policies, views of data and choices about names. */
export function describeAccess(fresh: () => Promise<ReadModels>): void {
  describe('with rosters, policies, views of data and choices about names', () => {
    let models: ReadModels;
    beforeAll(async () => {
      models = await fresh();
    });

    it.each<[string, LedgerEvent, Partial<LedgerEvent>]>([
      ['a roster of an unknown type', roster, { type: 'RosterForgotten' }],
      ['a roster without a size', roster, { data: { ...roster.data, size: undefined } }],
      ['a roster with a lone surrogate', roster, { data: { ...roster.data, team: '\ud800' } }],
      ['a roster with a NUL', roster, { data: { ...roster.data, team: 'a\u0000' } }],
      ['a roster of an unknown schema', roster, { metadata: { ...roster.metadata, schema: 2 } }],
      ['a policy about an unknown board', policy, { data: { ...policy.data, boards: { people: ['member'] } } }],
      ['a policy from no time', policy, { data: { ...policy.data, from: '2026-01-01' } }],
      ['a policy without end', policy, { data: { ...policy.data, text: 'x'.repeat(70_000) } }],
      ['a view by a name', view, { data: { ...view.data, viewer: 'ada@example.com' } }],
      ['a view with a stray member', view, { data: { ...view.data, because: 'x' } }],
      ['a view outside of any day', view, { stream: 'access-0' }],
      ['a choice by a name', choice, { data: { ...choice.data, actor: 'ada@example.com' } }],
      ['a choice in the name of another', choice, { data: { ...choice.data, actor: pseudonym(9) } }],
      ['a choice that is no yes and no no', choice, { data: { ...choice.data, named: 'maybe' } }],
    ])('stops at %s, and changes nothing', async (_what, sound, fault) => {
      const before = await models.checkpoint();
      const bad = { ...sound, ...fault, position: (before.position + 1n) as Position };
      await expect(models.fold(before.position, [bad])).rejects.toMatchObject({
        name: 'Poison',
        position: bad.position,
      });
      expect(await models.checkpoint()).toEqual(before);
    });

    it('leaves what another hand wrote into these streams alone', async () => {
      models = await fresh();
      const foreign = [roster, policy, view, choice].map((event) => ({
        ...event,
        data: {},
        raw: { data: 'AAAA', metadata: '' },
      }));
      expect(await models.fold(START, foreign)).toMatchObject({ logSize: 4 });
      expect(await models.namedAmong([pseudonym(0)])).toEqual(new Set());
      expect((await models.house()).answer).toEqual({ policies: [], rosters: [] });
    });

    it('tells every roster and every policy as they were declared, in ledger order', async () => {
      models = await fresh();
      await models.fold(START, events({ kind: 'roster', team: 'a', key: 7 }, { kind: 'policy', key: 1, team: 'b' }));
      const { answer } = await models.house();
      expect(answer).toEqual({
        rosters: [{ position: '1', team: 'a', from: '2026-05-04', size: 7 }],
        policies: [
          {
            position: '2',
            leafIndex: 1,
            from: '2026-05-04T10:00:00Z',
            boards: { teams: ['member', 'admin'] },
            names: 'by-choice',
            purposes: ['billing', 'purpose-1'],
            text: 'in words: b',
          },
        ],
      });
    });

    it('tells a person who looked at them, newest first, through cursors that are theirs alone', async () => {
      models = await fresh();
      const kinds = [0, 1, 2, 3].map((actor) => ({ kind: 'viewed', actor, key: actor === 3 ? 9 : 5 }) as const);
      await models.fold(START, events(...kinds));
      const whose = pseudonym(5);
      const first = (await models.views({ whose, limit: 2 })).answer;
      expect(first.views).toMatchObject([
        { position: '3', leafIndex: 2, viewer: pseudonym(2), what: 'events', purpose: 'purpose-5' },
        { position: '2', leafIndex: 1, viewer: pseudonym(1) },
      ]);
      const cursor = first.nextCursor ?? '';
      const rest = (await models.views({ whose, limit: 2, cursor })).answer;
      expect(rest).toMatchObject({ views: [{ position: '1', viewer: pseudonym(0) }], nextCursor: null });
      await expect(models.views({ whose: pseudonym(9), limit: 2, cursor })).rejects.toThrow(InvalidCursor);
      expect((await models.views({ whose: pseudonym(1), limit: 2 })).answer).toEqual({ views: [], nextCursor: null });
    });

    it('names those whose latest choice is to be named, and of those only whom it is asked about', async () => {
      models = await fresh();
      const chosen = (actor: number, named: boolean) => ({ kind: 'named', actor, key: named ? 0 : 1 }) as const;
      const choices = [chosen(0, true), chosen(1, true), chosen(2, false), chosen(1, false), chosen(3, true)];
      await models.fold(START, events(...choices, chosen(4, false), chosen(4, true)));
      const asked = [0, 1, 2, 3, 5].map(pseudonym);
      expect(await models.namedAmong([...asked, pseudonym(0), '', "'; --"])).toEqual(
        new Set([pseudonym(0), pseudonym(3)]),
      );
      expect(await models.namedAmong([pseudonym(4)])).toEqual(new Set([pseudonym(4)]));
      expect(await models.namedAmong([])).toEqual(new Set());
    });
  });
}

import { describe, expect, it } from '@jest/globals';
import { readNamingRequest } from './read-naming-request.js';
import { readPolicyRequest } from './read-policy-request.js';
import { readRosterRequest } from './read-roster-request.js';

const policy = {
  from: '2026-06-01T02:00:00+02:00',
  boards: { teams: ['admin', 'member'], models: ['member'] },
  names: 'pseudonyms',
  purposes: ['support', 'capacity-planning'],
  text: 'Nobody is judged by these numbers.',
};
const roster = { team: 'payments', from: '2026-06-01', size: 14 };
const words = Array.from({ length: 21 }, (_, n) => `w${n}`);

describe('a policy', () => {
  it('comes in one order: times in UTC, roles and purposes as sets', () => {
    expect(readPolicyRequest(policy)).toEqual({
      ok: true,
      request: {
        ...policy,
        from: '2026-06-01T00:00:00Z',
        boards: { teams: ['member', 'admin'], models: ['member'] },
        purposes: ['capacity-planning', 'support'],
      },
    });
    const { text, ...least } = { ...policy, boards: {} };
    expect(text).toBeDefined();
    expect(readPolicyRequest(least)).toMatchObject({ ok: true, request: { boards: {} } });
  });

  it.each<[string, object, string, string]>([
    ['no beginning', { from: undefined }, 'missing-field', 'from'],
    ['a day for a time', { from: '2026-06-01' }, 'invalid-field', 'from'],
    ['no boards', { boards: undefined }, 'missing-field', 'boards'],
    ['a list of boards', { boards: ['teams'] }, 'invalid-field', 'boards'],
    ['an unknown board', { boards: { everybody: ['member'] } }, 'unknown-field', 'boards.everybody'],
    [
      '__proto__ for a board',
      { boards: JSON.parse('{"__proto__":["member"]}') as object },
      'unknown-field',
      'boards.__proto__',
    ],
    ['a board for nobody', { boards: { teams: [] } }, 'invalid-field', 'boards.teams'],
    ['a board for null', { boards: { teams: null } }, 'invalid-field', 'boards.teams'],
    ['a board for auditors', { boards: { teams: ['auditor'] } }, 'invalid-field', 'boards.teams'],
    ['a board for members twice', { boards: { actors: ['member', 'member'] } }, 'invalid-field', 'boards.actors'],
    ['a text for roles', { boards: { actors: 'member' } }, 'invalid-field', 'boards.actors'],
    ['no word about names', { names: undefined }, 'missing-field', 'names'],
    ['true for names', { names: true }, 'invalid-field', 'names'],
    ['names for all', { names: 'always' }, 'invalid-field', 'names'],
    ['no purposes', { purposes: undefined }, 'missing-field', 'purposes'],
    ['nothing for purposes', { purposes: [] }, 'invalid-field', 'purposes'],
    ['too many purposes', { purposes: words }, 'invalid-field', 'purposes'],
    ['a sentence for a purpose', { purposes: ['to <b>judge</b>'] }, 'invalid-field', 'purposes'],
    ['a purpose twice', { purposes: ['a', 'a'] }, 'invalid-field', 'purposes'],
    ['null for words', { text: null }, 'invalid-field', 'text'],
    ['no words', { text: '' }, 'invalid-field', 'text'],
    ['endless words', { text: 'x'.repeat(4_097) }, 'invalid-field', 'text'],
    ['a control character', { text: 'a\u0000b' }, 'invalid-field', 'text'],
    ['an author', { author: 'p_1' }, 'unknown-field', 'author'],
    ['a constructor', { constructor: 1 }, 'unknown-field', 'constructor'],
  ])('is refused with %s', (_what, change, code, field) => {
    expect(readPolicyRequest({ ...policy, ...change })).toMatchObject({ ok: false, fault: { code, field } });
  });

  it('tells the first of several faults, missing before unknown before wrong', () => {
    const fault = (change: object) => readPolicyRequest({ ...policy, ...change });
    expect(fault({ names: 1, purposes: 1, from: 1 })).toMatchObject({ fault: { field: 'from' } });
    expect(fault({ from: 1, mood: 1 })).toMatchObject({ fault: { field: 'mood' } });
    expect(fault({ from: 1, mood: 1, names: undefined })).toMatchObject({ fault: { field: 'names' } });
  });
});

describe('a roster', () => {
  it('is taken as it is, also of nobody', () => {
    expect(readRosterRequest(roster)).toEqual({ ok: true, request: roster });
    expect(readRosterRequest({ ...roster, size: 0, team: '日本 😀' })).toMatchObject({ ok: true });
  });

  it.each<[string, object, string, string]>([
    ['no team', { team: undefined }, 'missing-field', 'team'],
    ['null for a team', { team: null }, 'invalid-field', 'team'],
    ['an endless team', { team: 'x'.repeat(129) }, 'invalid-field', 'team'],
    ['a lone surrogate', { team: '\ud800' }, 'invalid-field', 'team'],
    ['no day', { from: undefined }, 'missing-field', 'from'],
    ['a day that never comes', { from: '2026-02-30' }, 'invalid-field', 'from'],
    ['a time for a day', { from: '2026-06-01T00:00:00Z' }, 'invalid-field', 'from'],
    ['no size', { size: undefined }, 'missing-field', 'size'],
    ['a text for a size', { size: '14' }, 'invalid-field', 'size'],
    ['half a person', { size: 1.5 }, 'invalid-field', 'size'],
    ['fewer than nobody', { size: -1 }, 'invalid-field', 'size'],
    ['more than a million', { size: 1_000_001 }, 'invalid-field', 'size'],
    ['infinitely many', { size: Infinity }, 'invalid-field', 'size'],
    ['people by name', { people: ['ada'] }, 'unknown-field', 'people'],
  ])('is refused with %s', (_what, change, code, field) => {
    expect(readRosterRequest({ ...roster, ...change })).toMatchObject({ ok: false, fault: { code, field } });
  });
});

describe('a choice about the own name', () => {
  it('is yes or no, about nobody but who asks', () => {
    for (const named of [true, false]) {
      expect(readNamingRequest({ named })).toEqual({ ok: true, request: { named } });
    }
  });

  it.each<[string, object, string, string]>([
    ['no word', {}, 'missing-field', 'named'],
    ['null', { named: null }, 'invalid-field', 'named'],
    ['a text', { named: 'true' }, 'invalid-field', 'named'],
    ['a number', { named: 1 }, 'invalid-field', 'named'],
    ['somebody else', { named: true, actor: 'p_aaaaaaaaaaaaaaaa' }, 'unknown-field', 'actor'],
    ['a name', { named: true, name: 'ada' }, 'unknown-field', 'name'],
    ['__proto__', JSON.parse('{"named":true,"__proto__":1}') as object, 'unknown-field', '__proto__'],
  ])('is refused with %s', (_what, body, code, field) => {
    expect(readNamingRequest(body as Record<string, unknown>)).toMatchObject({ ok: false, fault: { code, field } });
  });
});

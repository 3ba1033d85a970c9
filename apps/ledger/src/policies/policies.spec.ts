import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { memoryLedger, START, type LedgerEvent } from '@tallystick/ledger-store';
import { FaultyLedger, type AppendFault } from '@tallystick/ledger-store/contract';
import { askerOf } from '../corrections/decision-requests.fixture.js';
import { keyedApp, type KeyedApp } from '../testing/keyed-app.fixture.js';

const policy = {
  from: '2026-01-01T00:00:00Z',
  boards: { teams: ['admin', 'member'] },
  names: 'pseudonyms',
  purposes: ['capacity-planning'],
  text: 'Nobody is judged by <b>these</b> numbers; drop table policy.',
};
const later = { ...policy, from: '2999-01-01T00:00:00Z', boards: {} };
const roster = { team: 'payments', from: '2026-06-01', size: 14 };
const key = { 'idempotency-key': 'k' };

let store: FaultyLedger;
let ledger: KeyedApp;
const post = async (url: string, body: unknown, headers: Record<string, string> = {}, as = 'chief') => {
  const answer = await askerOf(ledger, ledger.as(as)).post(url, JSON.stringify(body), headers);
  const { position, code, field } = answer.json<{ position?: string; code?: string; field?: string }>();
  return [answer.statusCode, position ?? code, ...(field === undefined ? [] : [field])];
};
const get = async (url: string, as = 'reader') => {
  const answer = await ledger.app.inject({ url, headers: ledger.as(as) });
  return answer.json<{ policies: object[]; inForce: string | null; rosters: object[]; nextAfter: string | null }>();
};
const events = async (): Promise<readonly LedgerEvent[]> =>
  (await store.readAll({ after: START, limit: 1_000 })).events;

beforeEach(async () => {
  store = new FaultyLedger(memoryLedger());
  const callers = [
    { name: 'chief', roles: ['admin'] as const, subject: 'chief@example.org' },
    { name: 'reader', roles: ['member'] as const },
  ];
  ledger = await keyedApp(callers, { store });
});
afterEach(() => ledger.app.close());

describe('POST /v1/policies', () => {
  it('puts a policy on record under a pseudonym, and GET shows them all and which is in force', async () => {
    expect(await get('/v1/policies')).toEqual({ policies: [], inForce: null });
    expect(await post('/v1/policies', policy)).toEqual([201, '1']);
    expect(await post('/v1/policies', later)).toEqual([201, '2']);
    const [first] = await events();
    expect(first).toMatchObject({ stream: 'policy', type: 'PolicyAdopted', metadata: { schema: 1 } });
    expect(Buffer.from(first!.entry).toString()).not.toContain('chief');
    const onRecord = {
      recordedAt: expect.stringMatching(/Z$/),
      author: expect.stringMatching(/^p_/),
    };
    expect(await get('/v1/policies')).toEqual({
      policies: [
        { ...policy, boards: { teams: ['member', 'admin'] }, position: '1', ...onRecord },
        { ...later, position: '2', ...onRecord },
      ],
      inForce: '1',
    });
  });

  it('refuses what would change nothing, or never be in force', async () => {
    await post('/v1/policies', policy);
    const same = { ...policy, from: '2026-03-01T00:00:00Z', boards: { teams: ['member', 'admin'] } };
    expect(await post('/v1/policies', same)).toEqual([409, 'not-a-change']);
    expect(await post('/v1/policies', { ...later, from: '2025-01-01T00:00:00Z' })).toEqual([409, 'not-a-change']);
    expect(await ledger.stored()).toBe(1);
  });

  it('gives the same request under the same key the first answer, another one none', async () => {
    expect(await post('/v1/policies', policy, key)).toEqual([201, '1']);
    expect(await post('/v1/policies', policy, key)).toEqual([201, '1']);
    expect(await post('/v1/policies', later, key)).toEqual([409, 'identity-conflict', 'Idempotency-Key']);
    expect(await post('/v1/rosters', roster, key)).toEqual([201, '2']);
    expect(await ledger.stored()).toBe(2);
  });

  it('lets one of many at the same time through', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => post('/v1/policies', policy)));
    expect(answers.filter(([status]) => status === 201)).toHaveLength(1);
    expect(answers.filter(([, code]) => code === 'not-a-change')).toHaveLength(7);
  });

  it.each<[string, object, string, string]>([
    ['no beginning', { from: undefined }, 'missing-field', 'from'],
    ['a board for everybody', { boards: { teams: ['everybody'] } }, 'invalid-field', 'boards.teams'],
    ['an author', { author: 'p_x' }, 'unknown-field', 'author'],
  ])('refuses %s by code and field', async (_what, change, code, field) => {
    expect(await post('/v1/policies', { ...policy, ...change })).toEqual([400, code, field]);
    expect(await ledger.stored()).toBe(0);
  });

  it.each<[AppendFault, number]>([
    ['unavailable, not stored', 0],
    ['unknown, not stored', 0],
    ['unknown, stored, then unreadable', 1],
  ])('%s: 503, and the same request again records it once', async (fault, stored) => {
    store.faults.push(fault);
    expect(await post('/v1/policies', policy, key)).toEqual([503, 'ledger-unavailable']);
    store.unreadable = 0;
    expect(await ledger.stored()).toBe(stored);
    expect(await post('/v1/policies', policy, key)).toEqual([201, '1']);
    expect(await ledger.stored()).toBe(1);
  });
});

describe('POST /v1/rosters', () => {
  it('puts the size of a team on record, and GET shows them page by page', async () => {
    expect(await post('/v1/rosters', roster)).toEqual([201, '1']);
    expect(await post('/v1/rosters', { ...roster, size: 15 })).toEqual([201, '2']);
    expect(await post('/v1/rosters', { ...roster, team: 'search', size: 0 })).toEqual([201, '3']);
    expect(await post('/v1/rosters', { ...roster, size: 15, from: '2026-09-01' })).toEqual([409, 'not-a-change']);
    const first = await get('/v1/rosters?limit=2');
    expect(first).toMatchObject({ rosters: [roster, { size: 15, position: '2' }], nextAfter: '2' });
    const rest = await get(`/v1/rosters?after=${first.nextAfter}`);
    expect(rest).toMatchObject({ rosters: [{ team: 'search', size: 0 }], nextAfter: null });
    expect((await events()).map(({ stream, type }) => [stream, type])).toEqual(
      Array(3).fill(['rosters', 'RosterDeclared']),
    );
  });

  it('refuses what is no roster by code and field', async () => {
    expect(await post('/v1/rosters', { ...roster, size: -1 })).toEqual([400, 'invalid-field', 'size']);
    expect(await post('/v1/rosters', { ...roster, from: "'; drop table roster" })).toEqual([
      400,
      'invalid-field',
      'from',
    ]);
    expect(await post('/v1/rosters', [roster])).toEqual([400, 'invalid-query']);
    expect(await ledger.stored()).toBe(0);
  });
});

it('tells nobody half of what is on record while the ledger cannot be read', async () => {
  await post('/v1/policies', policy);
  for (const url of ['/v1/policies', '/v1/rosters', '/v1/prices']) {
    store.unreadable = 1;
    expect(await get(url)).toMatchObject({ code: 'ledger-unavailable' });
    store.unreadable = 0;
  }
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { memoryLedger, START, type LedgerEvent } from '@tallystick/ledger-store';
import { FaultyLedger, type AppendFault } from '@tallystick/ledger-store/contract';
import { inMemoryApp } from '../testing/in-memory-app.fixture.js';
import { keyedApp, type KeyedApp } from '../testing/keyed-app.fixture.js';

const URL = '/v1/me/naming';
const JSON_TYPE = { 'content-type': 'application/json' };

let store: FaultyLedger;
let ledger: KeyedApp;
const put = async (as: string, body: unknown, headers: Record<string, string> = JSON_TYPE) => {
  const payload = JSON.stringify(body);
  const answer = await ledger.app.inject({
    method: 'PUT',
    url: URL,
    payload,
    headers: { ...headers, ...ledger.as(as) },
  });
  const { code, field, ...choice } = answer.json<Record<string, unknown>>();
  if (code === undefined) return [answer.statusCode, choice];
  return [answer.statusCode, code, ...(field === undefined ? [] : [field])];
};
const events = async (): Promise<readonly LedgerEvent[]> =>
  (await store.readAll({ after: START, limit: 1_000 })).events;

beforeEach(async () => {
  store = new FaultyLedger(memoryLedger());
  const callers = [
    { name: 'ada', roles: ['member'] as const, subject: 'ada@example.org' },
    { name: 'bo', roles: ['team-lead'] as const, subject: 'bo@example.org' },
    { name: 'chief', roles: ['admin', 'identity-officer'] as const, subject: 'chief@example.org' },
    { name: 'machine', roles: ['member', 'admin'] as const },
    { name: 'gateway', roles: ['publisher'] as const, sources: ['*'], subject: 'ada@example.org' },
  ];
  ledger = await keyedApp(callers, { store });
});
afterEach(() => ledger.app.close());

describe('PUT /v1/me/naming', () => {
  it('puts the choice on record in a stream of the person, by the pseudonym alone', async () => {
    expect(await put('ada', { named: true })).toEqual([200, { named: true, position: '1' }]);
    const [chosen] = await events();
    const actor = String(chosen!.data['actor']);
    expect(chosen).toMatchObject({
      stream: `naming-${actor}`,
      type: 'NamingChosen',
      data: { actor, named: true },
      metadata: { schema: 1 },
    });
    expect(actor).toMatch(/^p_[a-z2-7]{16}$/);
    expect(Buffer.from(chosen!.entry).toString()).not.toContain('example.org');
    const known = await ledger.app.inject({
      url: '/v1/identities?subject=ada%40example.org',
      headers: ledger.as('chief'),
    });
    expect(known.json()).toEqual({ actor });
  });

  it('answers the same choice again alike, and records nothing', async () => {
    for (let again = 0; again < 3; again++) {
      expect(await put('ada', { named: true })).toEqual([200, { named: true, position: '1' }]);
    }
    expect(await put('ada', { named: false })).toEqual([200, { named: false, position: '2' }]);
    expect(await put('ada', { named: false })).toEqual([200, { named: false, position: '2' }]);
    expect(await put('ada', { named: true })).toEqual([200, { named: true, position: '3' }]);
    expect(await ledger.stored()).toBe(3);
  });

  it('takes one of many of the same choice that come at once, and answers all alike', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => put('ada', { named: true })));
    expect(answers).toEqual(Array(8).fill([200, { named: true, position: '1' }]));
    expect(await ledger.stored()).toBe(1);
  });

  it('records nothing, and makes nobody up, when somebody says no who was never asked', async () => {
    expect(await put('bo', { named: false })).toEqual([200, { named: false, position: null }]);
    expect(await ledger.stored()).toBe(0);
    const known = await ledger.app.inject({
      url: '/v1/identities?subject=bo%40example.org',
      headers: ledger.as('chief'),
    });
    expect(known.statusCode).toBe(404);
  });

  it('lets each decide about themselves, and nobody about anybody else', async () => {
    await put('ada', { named: true });
    expect(await put('bo', { named: true })).toEqual([200, { named: true, position: '2' }]);
    expect(await put('bo', { named: false })).toEqual([200, { named: false, position: '3' }]);
    const [ada] = await events();
    for (const other of [{ actor: ada!.data['actor'] }, { subject: 'ada@example.org' }]) {
      expect(await put('chief', { named: false, ...other })).toEqual([400, 'unknown-field', Object.keys(other)[0]]);
    }
    for (const path of [`${URL}/${String(ada!.data['actor'])}`, `/v1/naming/${String(ada!.data['actor'])}`]) {
      const answer = await ledger.app.inject({
        method: 'PUT',
        url: path,
        payload: '{"named":false}',
        headers: { ...JSON_TYPE, ...ledger.as('chief') },
      });
      expect(answer.statusCode).toBe(404);
    }
    expect(await put('ada', { named: true })).toEqual([200, { named: true, position: '1' }]);
  });

  it('refuses who is nobody, and whose key is for publishing', async () => {
    expect(await put('machine', { named: true })).toEqual([403, 'forbidden']);
    expect(await put('gateway', { named: true })).toEqual([403, 'forbidden']);
    expect(await put('nobody', { named: true })).toEqual([401, 'unauthenticated']);
    expect(await ledger.stored()).toBe(0);
  });

  it.each<[unknown, Record<string, string>, unknown[]]>([
    [{}, JSON_TYPE, [400, 'missing-field', 'named']],
    [{ named: 'yes' }, JSON_TYPE, [400, 'invalid-field', 'named']],
    [[true], JSON_TYPE, [400, 'invalid-query']],
    [{ named: true }, { 'content-type': 'text/plain' }, [415, 'unsupported-media-type']],
  ])('refuses %j as %j by code and field', async (body, headers, refusal) => {
    expect(await put('ada', body, headers)).toEqual(refusal);
    expect(await ledger.stored()).toBe(0);
  });

  it.each<[AppendFault, number]>([
    ['unavailable, not stored', 0],
    ['unknown, not stored', 0],
    ['unknown, stored, then unreadable', 1],
  ])('%s: 503, and the same choice again is on record once', async (fault, stored) => {
    store.faults.push(fault);
    expect(await put('ada', { named: true })).toEqual([503, 'ledger-unavailable']);
    store.unreadable = 0;
    expect(await ledger.stored()).toBe(stored);
    expect(await put('ada', { named: true })).toEqual([200, { named: true, position: '1' }]);
    expect(await ledger.stored()).toBe(1);
  });

  it('knows a forgotten person as somebody new, who has chosen nothing', async () => {
    await put('ada', { named: true });
    const [chosen] = await events();
    const url = `/v1/identities/${String(chosen!.data['actor'])}`;
    const forgotten = await ledger.app.inject({ method: 'DELETE', url, headers: ledger.as('chief') });
    expect(forgotten.statusCode).toBe(204);
    expect(await put('ada', { named: false })).toEqual([200, { named: false, position: null }]);
    expect(await put('ada', { named: true })).toEqual([200, { named: true, position: '2' }]);
    const [first, second] = await events();
    expect(second!.data['actor']).not.toBe(first!.data['actor']);
  });
});

it('has nobody to name where nobody is asked who they are', async () => {
  const local = await inMemoryApp();
  try {
    const answer = await local.app.inject({ method: 'PUT', url: URL, payload: '{"named":true}', headers: JSON_TYPE });
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([403, 'forbidden']);
    expect(await local.stored()).toBe(0);
  } finally {
    await local.app.close();
  }
});

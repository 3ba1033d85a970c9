import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { memoryLedger, START, type LedgerEvent } from '@tallystick/ledger-store';
import { FaultyLedger } from '@tallystick/ledger-store/contract';
import { memoryVault, VaultUnavailable, type IdentityVault } from '@tallystick/vault';
import { askerOf } from '../corrections/decision-requests.fixture.js';
import { inMemoryApp } from '../testing/in-memory-app.fixture.js';
import { keyedApp, type KeyedApp } from '../testing/keyed-app.fixture.js';

const ADA = 'ada+tokens@example.org';
const PSEUDONYM = /^p_[a-z2-7]{16}$/;
let store: FaultyLedger;
let vault: IdentityVault;
let ledger: KeyedApp;
let ada: string;

const look = (query: Record<string, string>, as = 'officer') =>
  ledger.app.inject({ url: `/v1/identities?${new URLSearchParams(query)}`, headers: ledger.as(as) });
const forget = (actor: string) =>
  ledger.app.inject({ method: 'DELETE', url: `/v1/identities/${actor}`, headers: ledger.as('officer') });
const report = (id: string, subject = ADA) => askerOf(ledger, ledger.as('gateway')).report(id, { subject });
const events = async (type: string): Promise<LedgerEvent[]> =>
  (await store.readAll({ after: START, limit: 1_000 })).events.filter((event) => event.type === type);
const codeOf = async (answer: ReturnType<typeof look>) => {
  const { statusCode, body } = await answer;
  expect(body).not.toContain('ada+');
  return [statusCode, (JSON.parse(body) as { code: string }).code];
};

beforeEach(async () => {
  store = new FaultyLedger(memoryLedger());
  vault = memoryVault();
  const callers = [
    { name: 'gateway', roles: ['publisher'] as const, sources: ['*'] },
    { name: 'officer', roles: ['identity-officer'] as const, subject: 'officer@example.org' },
    { name: 'machine', roles: ['identity-officer'] as const },
  ];
  ledger = await keyedApp(callers, { store, vault });
  await report('1');
  ada = String((await events('UsageRecorded'))[0]!.data['actor']);
});
afterEach(() => ledger.app.close());

describe('telling who somebody is', () => {
  it('goes both ways, and stands in the ledger before the answer', async () => {
    const answer = await look({ subject: ADA });
    expect([answer.statusCode, answer.json(), answer.headers['cache-control']]).toEqual([
      200,
      { actor: ada },
      'no-store',
    ]);
    expect((await look({ actor: ada, purpose: 'complaint' })).json()).toEqual({ subject: ADA });
    const viewer = await vault.find('officer@example.org');
    expect(
      (await events('DataViewed')).map(({ stream, data }) => [stream.replace(/\d{4}-\d\d-\d\d/, '<day>'), data]),
    ).toEqual([
      ['access-<day>.0', { viewer, whose: ada, what: 'identity', purpose: 'identity' }],
      ['access-<day>.0', { viewer, whose: ada, what: 'identity', purpose: 'complaint' }],
    ]);
    const everything = (await store.readAll({ after: START, limit: 1_000 })).events.map(({ entry }) =>
      Buffer.from(entry),
    );
    expect(Buffer.concat(everything).toString()).not.toMatch(/ada\+|officer@/);
  });

  it('stands there once for each viewer, person and purpose in an hour, however often it is asked', async () => {
    await Promise.all(Array.from({ length: 20 }, () => look({ subject: ADA })));
    const once = (await events('DataViewed')).length;
    expect([1, 2]).toContain(once); // two where the hour ends in between
    await look({ subject: ADA }, 'machine');
    const viewers = (await events('DataViewed')).map(({ data }) => data['viewer']);
    expect(new Set(viewers)).toEqual(
      new Set([await vault.find('officer@example.org'), await vault.find('caller:machine')]),
    );
  });

  it('says not-found of those nobody knows, makes nobody, and puts nothing on record', async () => {
    expect(await codeOf(look({ subject: 'bo@example.org' }))).toEqual([404, 'not-found']);
    expect(await codeOf(look({ actor: 'p_aaaaaaaaaaaaaaaa' }))).toEqual([404, 'not-found']);
    expect(await vault.find('bo@example.org')).toBeUndefined();
    expect(await events('DataViewed')).toEqual([]);
  });

  it('puts nobody on record who looks at themselves', async () => {
    await report('2', 'officer@example.org');
    expect((await look({ subject: 'officer@example.org' })).json()).toEqual({
      actor: expect.stringMatching(PSEUDONYM),
    });
    expect(await events('DataViewed')).toEqual([]);
  });

  it('tells nothing while it cannot be put on record', async () => {
    for (const fault of [
      'unavailable, not stored',
      'unknown, not stored',
      'unknown, stored, then unreadable',
    ] as const) {
      store.faults.push(fault);
      expect(await codeOf(look({ actor: ada, purpose: fault.replace(/\W+/g, '-') }))).toEqual([
        503,
        'ledger-unavailable',
      ]);
      store.unreadable = 0;
    }
    store.faults.push('unknown, but stored');
    expect((await look({ actor: ada })).statusCode).toBe(200);
  });

  it('tells nothing while the vault is away', async () => {
    vault.resolve = () => Promise.reject(new VaultUnavailable(`no vault, and no word of ${ADA}`));
    expect(await codeOf(look({ actor: ada }))).toEqual([503, 'ledger-unavailable']);
  });

  it('is not put on record without authentication', async () => {
    const open = await inMemoryApp();
    await askerOf(open).report('1', { subject: ADA });
    expect((await open.app.inject(`/v1/identities?subject=${encodeURIComponent(ADA)}`)).statusCode).toBe(200);
    expect(await open.stored()).toBe(1);
    await open.app.close();
  });

  it.each<[string, Record<string, string>, string]>([
    ['nothing', {}, 'subject'],
    ['both', { subject: 'a', actor: 'p_aaaaaaaaaaaaaaaa' }, 'subject'],
    ['an empty subject', { subject: '' }, 'subject'],
    ['a line break', { subject: 'a\nb' }, 'subject'],
    ['an endless subject', { subject: 'x'.repeat(257) }, 'subject'],
    ['a pseudonym in capitals', { actor: 'P_AAAAAAAAAAAAAAAA' }, 'actor'],
    ['SQL', { actor: "p_' or 1=1 --" }, 'actor'],
    ['markup for a purpose', { subject: 'a', purpose: '<b>x</b>' }, 'purpose'],
    ['another parameter', { subject: 'a', limit: '1' }, 'limit'],
  ])('is refused with %s', async (_what, query, field) => {
    const answer = await look(query);
    expect([answer.statusCode, answer.json()]).toMatchObject([400, { code: 'invalid-query', field }]);
  });

  it('takes SQL and markup in a subject for a name that nobody has', async () => {
    for (const subject of ["'; drop table identity_vault; --", '<img src=x onerror=alert(1)>', '%00', '../../etc']) {
      expect(await codeOf(look({ subject }))).toEqual([404, 'not-found']);
    }
    expect(
      await codeOf(ledger.app.inject({ url: '/v1/identities?subject=a&subject=b', headers: ledger.as('officer') })),
    ).toEqual([400, 'invalid-query']);
  });
});

describe('forgetting somebody', () => {
  it('takes the name away and leaves the ledger as it is, to the byte', async () => {
    const before = (await store.readAll({ after: START, limit: 1_000 })).events.map(({ entry }) => Buffer.from(entry));
    expect((await forget(ada)).statusCode).toBe(204);
    expect(await codeOf(look({ actor: ada }))).toEqual([404, 'not-found']);
    expect(await codeOf(look({ subject: ADA }))).toEqual([404, 'not-found']);
    expect(await codeOf(forget(ada))).toEqual([404, 'not-found']);
    const after = (await store.readAll({ after: START, limit: 1_000 })).events.map(({ entry }) => Buffer.from(entry));
    expect(after).toEqual(before);
  });

  it('brings nobody back when an old event is sent again, and makes a new person of a new one', async () => {
    await forget(ada);
    expect((await report('1')).json()).toMatchObject({ results: [{ status: 'duplicate' }] });
    expect(await vault.find(ADA)).toBeUndefined();
    expect((await report('2')).json()).toMatchObject({ results: [{ status: 'recorded' }] });
    const actors = (await events('UsageRecorded')).map(({ data }) => String(data['actor']));
    expect(actors[0]).toBe(ada);
    expect(actors[1]).toMatch(PSEUDONYM);
    expect(actors[1]).not.toBe(ada);
    expect((await look({ actor: actors[1]! })).json()).toEqual({ subject: ADA });
  });

  it('is refused with what is no pseudonym, and while the vault is away', async () => {
    for (const wrong of ['ada', 'p_1', `${ada}x`, '%27%3B--']) {
      expect(await codeOf(forget(wrong))).toEqual([400, 'invalid-query']);
    }
    vault.forget = () => Promise.reject(new VaultUnavailable('away'));
    expect(await codeOf(forget(ada))).toEqual([503, 'ledger-unavailable']);
  });
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { decisionStream, eventKeyOf, eventKeyText } from '@tallystick/events';
import { START, memoryLedger, type LedgerEvent } from '@tallystick/ledger-store';
import { memoryVault, VaultUnavailable } from '@tallystick/vault';
import { Registry } from 'prom-client';
import { FaultyLedger, type AppendFault } from '@tallystick/ledger-store/contract';
import { inMemoryApp, type InMemoryApp } from '../testing/in-memory-app.fixture.js';
import { askerOf, MOVE, SOURCE, type Asker } from './decision-requests.fixture.js';

let store: FaultyLedger;
let ledger: InMemoryApp;
let ask: Asker;
const a = { source: SOURCE, id: 'a' };
const tokens = { input: 7, output: 1, cacheRead: 0, cacheWrite: 0, reasoning: 0 };
const decisions = async (): Promise<readonly LedgerEvent[]> =>
  (await store.readAll({ after: START, limit: 1_000 })).events.filter(({ type }) => /Corrected|Voided/.test(type));
const codeOf = async (answer: ReturnType<Asker['post']>) => {
  const { statusCode, ...rest } = await answer;
  return [statusCode, rest.json<{ code?: string }>().code];
};

beforeEach(async () => {
  store = new FaultyLedger(memoryLedger());
  ledger = await inMemoryApp({ store });
  ask = askerOf(ledger);
  await ask.report('a');
});
afterEach(() => ledger.app.close());

describe('POST /v1/corrections', () => {
  it('records what is to be different, why and by which pseudonym, in the stream of the event', async () => {
    const answer = await ask.correct({ ...a, tokens: { input: 7, output: 1 }, ...MOVE });
    expect([answer.statusCode, answer.json()]).toEqual([201, { position: '2' }]);
    const [event] = await decisions();
    const eventKey = eventKeyText(eventKeyOf(SOURCE, 'a'));
    expect(event).toMatchObject({
      stream: decisionStream(eventKey),
      revision: 0n,
      type: 'UsageCorrected',
      data: { eventKey, tokens, ...MOVE, author: expect.stringMatching(/^p_[a-z2-7]{16}$/) },
      metadata: { schema: 1, recordedAt: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/) },
    });
    expect(Buffer.from(event!.entry).toString()).not.toContain('local');
  });

  it('takes a later correction in the place of an earlier one, also back to the first state', async () => {
    expect((await ask.correct({ ...a, ...MOVE })).statusCode).toBe(201);
    expect((await ask.correct({ ...a, attributes: { team: 'maps' }, reason: 'again' })).statusCode).toBe(201);
    expect(await codeOf(ask.correct({ ...a, attributes: { team: 'maps' }, reason: 'x' }))).toEqual([
      409,
      'not-a-change',
    ]);
    expect((await ask.correct({ ...a, attributes: { team: 'payments' }, reason: 'back' })).statusCode).toBe(201);
    expect((await decisions()).map(({ revision }) => revision)).toEqual([0n, 1n, 2n]);
  });

  it('finds an event that another instance has just recorded', async () => {
    const other = await inMemoryApp({ store, env: { TALLYSTICK_INSTANCE: '1' } });
    for (let n = 0; n < 20; n++) {
      await askerOf(other).report(`there-${n}`);
      expect((await ask.correct({ source: SOURCE, id: `there-${n}`, ...MOVE })).statusCode).toBe(201);
    }
    await other.app.close();
  });

  it('refuses what is not there, what changes nothing and what is voided, and stores nothing of it', async () => {
    const before = await ledger.stored();
    expect(await codeOf(ask.correct({ source: SOURCE, id: 'b', ...MOVE }))).toEqual([404, 'not-found']);
    const same = { ...a, attributes: { team: 'payments' }, reason: 'x' };
    expect(await codeOf(ask.correct(same))).toEqual([409, 'not-a-change']);
    expect(await codeOf(ask.correct({ ...a, attributes: {}, reason: 'x' }))).toEqual([409, 'not-a-change']);
    expect(await ledger.stored()).toBe(before);
    await ask.void({ ...a, reason: 'sent twice' });
    expect(await codeOf(ask.correct({ ...a, ...MOVE }))).toEqual([409, 'already-voided']);
    expect(await ledger.stored()).toBe(before + 1);
  });
});

describe('POST /v1/voids', () => {
  it('takes an event out once, corrected or not', async () => {
    await ask.report('b');
    await ask.correct({ ...a, ...MOVE });
    expect((await ask.void({ ...a, reason: 'sent twice' })).json()).toEqual({ position: '4' });
    expect((await ask.void({ source: SOURCE, id: 'b', reason: 'sent twice' })).statusCode).toBe(201);
    expect(await codeOf(ask.void({ ...a, reason: 'sent twice' }))).toEqual([409, 'already-voided']);
    expect(await codeOf(ask.void({ source: SOURCE, id: 'c', reason: 'x' }))).toEqual([404, 'not-found']);
    expect((await decisions()).map(({ type }) => type)).toEqual(['UsageCorrected', 'UsageVoided', 'UsageVoided']);
  });
});

describe('an Idempotency-Key', () => {
  const key = { 'idempotency-key': 'try-1' };

  it('gives the same request the first answer, whatever was decided since, and stands in the ledger as a hash', async () => {
    const first = await ask.correct({ ...a, ...MOVE }, key);
    await ask.correct({ ...a, attributes: { team: 'maps' }, reason: 'again' });
    await ask.void({ ...a, reason: 'gone' });
    const again = await ask.correct({ reason: MOVE.reason, id: 'a', attributes: MOVE.attributes, source: SOURCE }, key);
    expect([again.statusCode, again.json()]).toEqual([201, first.json()]);
    expect(await decisions()).toHaveLength(3);
    const [event] = await decisions();
    expect(event!.metadata['idempotencyKeyHash']).toMatch(/^[\w-]{43}$/);
    expect(Buffer.from(event!.entry).toString()).not.toContain('try-1');
  });

  it('refuses another request about the same event, and leaves other events alone', async () => {
    await ask.report('b');
    await ask.correct({ ...a, ...MOVE }, key);
    expect(await codeOf(ask.correct({ ...a, ...MOVE, reason: 'else' }, key))).toEqual([409, 'identity-conflict']);
    expect(await codeOf(ask.void({ ...a, reason: MOVE.reason }, key))).toEqual([409, 'identity-conflict']);
    expect((await ask.correct({ source: SOURCE, id: 'b', ...MOVE }, key)).statusCode).toBe(201);
    expect(await decisions()).toHaveLength(2);
  });

  it('is not spent by a refusal', async () => {
    expect(await codeOf(ask.correct({ source: SOURCE, id: 'late', ...MOVE }, key))).toEqual([404, 'not-found']);
    await ask.report('late');
    expect((await ask.correct({ source: SOURCE, id: 'late', ...MOVE }, key)).statusCode).toBe(201);
  });
});

describe('decisions at the same time', () => {
  it('come one after the other: one void, one correction of each kind, each on what stood before it', async () => {
    const answers = await Promise.all([
      ...Array.from({ length: 4 }, () => ask.void({ ...a, reason: 'sent twice' })),
      ...Array.from({ length: 4 }, () => ask.correct({ ...a, ...MOVE })),
    ]);
    const stored = await decisions();
    expect(answers.filter(({ statusCode }) => statusCode === 201)).toHaveLength(stored.length);
    expect(stored.filter(({ type }) => type === 'UsageVoided')).toHaveLength(1);
    expect(stored.at(-1)!.type).toBe('UsageVoided');
    expect(stored.length).toBeLessThanOrEqual(2);
  });

  it('under one key are recorded once', async () => {
    const ask8 = Array.from({ length: 8 }, () => ask.correct({ ...a, ...MOVE }, { 'idempotency-key': 'k' }));
    const answers = await Promise.all(ask8);
    expect(new Set(answers.map(({ body }) => body))).toEqual(new Set(['{"position":"2"}']));
    expect(await decisions()).toHaveLength(1);
  });
});

describe('a ledger that fails', () => {
  const body = { ...a, ...MOVE };
  const key = { 'idempotency-key': 'k' };

  it('but had stored it, is found out by reading: answered as recorded', async () => {
    store.faults.push('unknown, but stored');
    expect((await ask.correct(body)).json()).toEqual({ position: '2' });
    expect(await decisions()).toHaveLength(1);
  });

  it.each<[AppendFault, number]>([
    ['unavailable, not stored', 0],
    ['unknown, not stored', 0],
    ['unknown, not stored, then unreadable', 0],
    ['unknown, stored, then unreadable', 1],
  ])('%s: 503, and the same request again records it once', async (fault, stored) => {
    store.faults.push(fault);
    const answer = await ask.correct(body, key);
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([503, 'ledger-unavailable']);
    expect(answer.headers['retry-after']).toBeDefined();
    store.unreadable = 0;
    expect(await decisions()).toHaveLength(stored);
    expect((await ask.correct(body, key)).json()).toEqual({ position: '2' });
    expect(await decisions()).toHaveLength(1);
  });

  it('cannot be read: 503', async () => {
    store.unreadable = 1;
    expect(await codeOf(ask.correct(body))).toEqual([503, 'ledger-unavailable']);
    expect((await ask.correct(body)).statusCode).toBe(201);
  });

  it('has a vault that does not answer: 503, nothing stored', async () => {
    const vault = memoryVault();
    const app = await inMemoryApp({ vault });
    const asker = askerOf(app);
    await asker.report('a');
    vault.pseudonymise = () => Promise.reject(new VaultUnavailable('the vault is away'));
    expect(await codeOf(asker.correct(body))).toEqual([503, 'ledger-unavailable']);
    expect(await app.stored()).toBe(1);
    await app.app.close();
  });
});

it('counts what came of each request', async () => {
  await ask.correct({ ...a, ...MOVE }, { 'idempotency-key': 'k' });
  await ask.correct({ ...a, ...MOVE }, { 'idempotency-key': 'k' });
  await ask.correct({ ...a, ...MOVE });
  await ask.void({ ...a });
  const counter = ledger.app.get(Registry).getSingleMetric('tallystick_decisions_total')!;
  expect((await counter.get()).values.map(({ labels, value }) => [labels['kind'], labels['outcome'], value])).toEqual([
    ['correction', 'recorded', 1],
    ['correction', 'repeated', 1],
    ['correction', 'not-a-change', 1],
    ['void', 'missing-field', 1],
  ]);
});

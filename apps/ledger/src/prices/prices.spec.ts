import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { START, memoryLedger, type LedgerEvent } from '@tallystick/ledger-store';
import { FaultyLedger } from '@tallystick/ledger-store/contract';
import { Registry } from 'prom-client';
import { askerOf, type Asker } from '../corrections/decision-requests.fixture.js';
import { inMemoryApp, type InMemoryApp } from '../testing/in-memory-app.fixture.js';

let store: FaultyLedger;
let ledger: InMemoryApp;
let ask: Asker;
type Headers = Readonly<Record<string, string>>;
const price = {
  ...{ provider: 'anthropic', model: 'claude-sonnet-4-5', from: '2026-01-01T00:00:00Z' },
  ...{ perMillion: { input: 3_000_000_000, output: 15_000_000_000 }, source: 'contract of 2025-12-01' },
};
const list = (body: unknown, headers?: Headers) => ask.post('/v1/prices', JSON.stringify(body), headers);
const stored = async (): Promise<readonly LedgerEvent[]> =>
  (await store.readAll({ after: START, limit: 10_000 })).events;
const refusal = async (answer: ReturnType<typeof list>): Promise<unknown[]> => {
  const { statusCode, headers, body } = await answer;
  expect(headers['content-type']).toBe('application/problem+json');
  const { code, field } = JSON.parse(body) as { code: string; field?: string };
  return field === undefined ? [statusCode, code] : [statusCode, code, field];
};
const book = async (query = '') => {
  const answer = await ledger.app.inject({ method: 'GET', url: `/v1/prices${query}` });
  return answer.json<{ prices: Record<string, unknown>[]; nextAfter: string | null }>();
};

beforeEach(async () => {
  store = new FaultyLedger(memoryLedger());
  ledger = await inMemoryApp({ store });
  ask = askerOf(ledger);
});
afterEach(() => ledger.app.close());

describe('POST /v1/prices', () => {
  it('records a price in the stream of the book, its times in UTC, by a pseudonym', async () => {
    const answer = await list({ ...price, from: '2026-01-01T01:00:00+01:00', to: '2026-07-01T00:00:00.500Z' });
    expect([answer.statusCode, answer.json()]).toEqual([201, { position: '1', listed: 1 }]);
    const [event] = await stored();
    expect(event).toMatchObject({
      ...{ stream: 'prices', revision: 0n, type: 'PriceListed' },
      data: { ...price, to: '2026-07-01T00:00:00.5Z', author: expect.stringMatching(/^p_[a-z2-7]{16}$/) },
      metadata: { schema: 1, recordedAt: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/) },
    });
  });

  it('records a list in one go, without what the book says already', async () => {
    await list(price);
    const other = { ...price, model: 'claude-haiku-4-5' };
    expect((await list([price, other])).json()).toEqual({ position: '2', listed: 1 });
    expect(await refusal(list([price, other]))).toEqual([409, 'not-a-change']);
    expect(await refusal(list({ ...price, source: 'elsewhere' }))).toEqual([409, 'not-a-change']);
    expect((await list({ ...price, perMillion: {} })).statusCode).toBe(201);
    expect(await stored()).toHaveLength(3);
  });

  it('holds each price against the ones before it, also when many come at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => list(price)));
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([201, 409, 409, 409, 409, 409]);
    expect(await stored()).toHaveLength(1);
  });

  it('shows the book in order, page by page', async () => {
    await list(Array.from({ length: 5 }, (_, n) => ({ ...price, model: `m${n}` })));
    const all = await book();
    expect(all.prices.map(({ position, model }) => [position, model])).toEqual(
      [0, 1, 2, 3, 4].map((n) => [String(n + 1), `m${n}`]),
    );
    expect(all.prices[0]).toMatchObject({
      ...price,
      model: 'm0',
      recordedAt: expect.any(String),
      author: expect.any(String),
    });
    expect(all.nextAfter).toBeNull();
    const first = await book('?limit=2');
    expect([first.prices.length, first.nextAfter]).toEqual([2, '2']);
    const rest = await book('?limit=3&after=2');
    expect([rest.prices.length, rest.nextAfter]).toEqual([3, null]);
    expect(await book('?after=99')).toEqual({ prices: [], nextAfter: null });
  });

  it('under an idempotency key gets the first answer again, and refuses another request', async () => {
    const key = { 'idempotency-key': 'list-1' };
    const two = [price, { ...price, model: 'other' }];
    const first = await list(two, key);
    await list({ ...price, perMillion: { input: 1 } });
    expect((await list(two, key)).json()).toEqual(first.json());
    expect(await refusal(list(price, key))).toEqual([409, 'identity-conflict', 'Idempotency-Key']);
    expect(await stored()).toHaveLength(3);
  });

  it('that could not be told stored or not is answered 503, and the same again records it once', async () => {
    const key = { 'idempotency-key': 'list-1' };
    store.faults.push('unknown, stored, then unreadable');
    expect(await refusal(list(price, key))).toEqual([503, 'ledger-unavailable']);
    store.unreadable = 0;
    expect((await list(price, key)).json()).toEqual({ position: '1', listed: 1 });
    expect(await stored()).toHaveLength(1);
  });

  it('is counted by what came of it', async () => {
    await list(price);
    await list(price);
    await list({});
    const counter = ledger.app.get(Registry).getSingleMetric('tallystick_decisions_total')!;
    const values = (await counter.get()).values.map(({ labels, value }) => [labels['kind'], labels['outcome'], value]);
    expect(values).toEqual([
      ['price', 'recorded', 1],
      ['price', 'not-a-change', 1],
      ['price', 'missing-field', 1],
    ]);
  });
});

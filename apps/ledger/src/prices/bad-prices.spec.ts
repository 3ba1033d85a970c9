import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { askerOf, type Asker } from '../corrections/decision-requests.fixture.js';
import { inMemoryApp, type InMemoryApp } from '../testing/in-memory-app.fixture.js';

let ledger: InMemoryApp;
let ask: Asker;
const price = {
  ...{ provider: 'anthropic', model: 'claude-sonnet-4-5', from: '2026-01-01T00:00:00Z' },
  ...{ perMillion: { input: 3_000_000_000, output: 15_000_000_000 }, source: 'contract of 2025-12-01' },
};
const list = (body: unknown) => ask.post('/v1/prices', JSON.stringify(body));
const refusal = async (answer: ReturnType<typeof list>): Promise<unknown[]> => {
  const { statusCode, headers, body } = await answer;
  expect(headers['content-type']).toBe('application/problem+json');
  const { code, field } = JSON.parse(body) as { code: string; field?: string };
  return field === undefined ? [statusCode, code] : [statusCode, code, field];
};

beforeAll(async () => {
  ledger = await inMemoryApp();
  ask = askerOf(ledger);
});
afterAll(() => ledger.app.close());

describe('a bad price', () => {
  const without = (name: keyof typeof price): object =>
    Object.fromEntries(Object.entries(price).filter(([member]) => member !== name));
  const perMillion = (input: unknown): object => ({ ...price, perMillion: { input } });
  const bad: [string, unknown, ...unknown[]][] = [
    ...(['provider', 'model', 'from', 'perMillion', 'source'] as const).flatMap(
      (name): [string, unknown, ...unknown[]][] => [
        [`no ${name}`, without(name), 'missing-field', name],
        [`null for ${name}`, { ...price, [name]: null }, 'invalid-field', name],
        [`a number for ${name}`, { ...price, [name]: 7 }, 'invalid-field', name],
        [`a list for ${name}`, { ...price, [name]: ['a'] }, 'invalid-field', name],
      ],
    ),
    ...(['provider', 'model', 'source'] as const).flatMap((name): [string, unknown, ...unknown[]][] => [
      [`an empty ${name}`, { ...price, [name]: '' }, 'invalid-field', name],
      [`a NUL in ${name}`, { ...price, [name]: 'a\u0000' }, 'invalid-field', name],
      [`a lone surrogate in ${name}`, { ...price, [name]: '\ud800' }, 'invalid-field', name],
      [`a ${name} too long`, { ...price, [name]: 'x'.repeat(300) }, 'invalid-field', name],
    ]),
    ['an author', { ...price, author: 'p_1' }, 'unknown-field', 'author'],
    ['a currency', { ...price, currency: 'EUR' }, 'unknown-field', 'currency'],
    ['a bucket that is none', { ...price, perMillion: { total: 1 } }, 'unknown-field', 'perMillion.total'],
    ['a price below zero', perMillion(-1), 'invalid-field', 'perMillion.input'],
    ['a fraction', perMillion(0.5), 'invalid-field', 'perMillion.input'],
    ['a price as text', perMillion('3'), 'invalid-field', 'perMillion.input'],
    ['null for a price', perMillion(null), 'invalid-field', 'perMillion.input'],
    ['a price over the highest', perMillion(1_000_000_000_000_001), 'invalid-field', 'perMillion.input'],
    ['a price beyond 2^53', perMillion(1e300), 'invalid-field', 'perMillion.input'],
    ['a date for a time', { ...price, from: '2026-01-01' }, 'invalid-field', 'from'],
    ['a day that is none', { ...price, from: '2026-02-30T00:00:00Z' }, 'invalid-field', 'from'],
    ['microseconds', { ...price, from: '2026-01-01T00:00:00.000001Z' }, 'invalid-field', 'from'],
    ['a range turned round', { ...price, to: '2025-01-01T00:00:00Z' }, 'invalid-field', 'to'],
    ['an empty range', { ...price, to: '2026-01-01T01:00:00+01:00' }, 'invalid-field', 'to'],
    ['null for to', { ...price, to: null }, 'invalid-field', 'to'],
    ['a fault in a list', [price, { ...price, model: 5 }], 'invalid-field', '1.model'],
    ['a list in a list', [price, [price]], 'invalid-field', '1'],
    ['ranges of one list that overlap', [price, { ...price, from: '2026-02-01T00:00:00Z' }], 'invalid-field', '1.from'],
    ['an empty list', [], 'invalid-query'],
    ['a number', 7, 'invalid-query'],
    ['null', null, 'invalid-query'],
  ];

  it.each(bad)('with %s is told so, and nothing is stored', async (_, body, ...told) => {
    expect(await refusal(list(body))).toEqual([400, ...told]);
    expect(await ledger.stored()).toBe(0);
  });

  it.each(['__proto__', 'constructor', "x'; drop table price--", '<script>'])('refuses the member %s', async (name) => {
    const body = `${JSON.stringify(price).slice(0, -1)},${JSON.stringify(name)}:1}`;
    expect(await refusal(ask.post('/v1/prices', body))).toEqual([400, 'unknown-field', name]);
    const inside = JSON.stringify(price).replace('"input"', JSON.stringify(name));
    expect(await refusal(ask.post('/v1/prices', inside))).toEqual([400, 'unknown-field', `perMillion.${name}`]);
    expect(await ledger.stored()).toBe(0);
  });

  it('is told of in its list, of too many, of another type, and of a forged page', async () => {
    expect(await refusal(list(Array.from({ length: 201 }, () => price)))).toEqual([413, 'batch-too-large']);
    expect(await refusal(ask.post('/v1/prices', '{', {}))).toEqual([400, 'invalid-query']);
    expect(await refusal(ask.post('/v1/prices', 'a', { 'content-type': 'text/plain' }))).toEqual([
      415,
      'unsupported-media-type',
    ]);
    for (const query of ['after=x', 'after=-1', 'limit=0', 'limit=10001', 'limit=1e3', 'mood=1']) {
      const { statusCode, body } = await ledger.app.inject({ method: 'GET', url: `/v1/prices?${query}` });
      expect([query, statusCode, (JSON.parse(body) as { code: string }).code]).toEqual([query, 400, 'invalid-query']);
    }
    expect(await ledger.stored()).toBe(0);
  });

  it('may hold HTML and SQL in its texts: they are texts', async () => {
    const model = `<b onload="x">'; drop table price; --`;
    expect((await list({ ...price, model })).statusCode).toBe(201);
    const { body } = await ledger.app.inject({ method: 'GET', url: '/v1/prices' });
    expect((JSON.parse(body) as { prices: object[] }).prices[0]).toMatchObject({ model });
  });
});

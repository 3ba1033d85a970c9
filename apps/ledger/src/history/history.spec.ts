import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { soundUsageEvent } from '@tallystick/events/contract';
import { START } from '@tallystick/ledger-store';
import { inMemoryApp, type InMemoryApp } from '../testing/in-memory-app.fixture.js';

/** Over two pages of 500, so that reading on between pages is seen. */
const EVENTS = 1_203;
const STREAM = 'intake-http.0';
const OTHER = 'usage-decisions-x';
let ledger: InMemoryApp;
const get = (url: string) => ledger.app.inject(url);
const lines = async (url: string) =>
  (await get(url)).body
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);

beforeAll(async () => {
  ledger = await inMemoryApp();
  for (let from = 0; from < EVENTS; from += 401) {
    const payload = Array.from({ length: 401 }, (_, at) => ({
      ...soundUsageEvent(),
      time: '2020-01-01T00:00:00Z',
      id: `e${from + at}`,
    }));
    const answer = await ledger.app.inject({
      method: 'POST',
      url: '/v1/events',
      payload: JSON.stringify(payload),
      headers: { 'content-type': 'application/cloudevents-batch+json' },
    });
    expect(answer.statusCode).toBe(200);
    // Another stream's event in between: revisions and positions drift apart.
    const event = { id: `0000000${from}`, type: 'Noted', data: '{"ä":1}' as never, metadata: '{}' as never };
    await ledger.store.append(OTHER, [event], from === 0 ? 'no-stream' : (BigInt(from / 401 - 1) as never));
  }
});
afterAll(() => ledger.app.close());

describe('GET /v1/history', () => {
  it('gives every event as a line, in order, whole, with nothing personal', async () => {
    const answer = await get('/v1/history?limit=10000');
    expect(answer.headers['content-type']).toBe('application/x-ndjson');
    expect(answer.body).not.toContain(String(soundUsageEvent()['subject']));
    const all = await lines('/v1/history?limit=10000');
    const stored = (await ledger.store.readAll({ after: START, limit: 10_000 })).events;
    expect(all).toEqual(
      stored.map(({ position, id, stream, revision, type, data, metadata }) => ({
        position: position.toString(),
        id,
        stream,
        revision: Number(revision),
        type,
        data,
        metadata,
      })),
    );
    expect(all).toHaveLength(EVENTS + 3);
  });

  it('gives 1,000 lines unless asked for more, and goes on after a position', async () => {
    const first = await lines('/v1/history');
    expect(first).toHaveLength(1_000);
    const rest = await lines(`/v1/history?after=${String(first.at(-1)!['position'])}`);
    expect(rest).toHaveLength(EVENTS + 3 - 1_000);
    expect([...first, ...rest]).toEqual(await lines('/v1/history?limit=10000'));
    expect((await get('/v1/history?after=999999')).body).toBe('');
  });

  it.each([
    'after=-1',
    'after=x',
    'after=',
    'limit=0',
    'limit=10001',
    'limit=1.5',
    'limit=1e3',
    'from=1',
    'limit=1&limit=2',
  ])('refuses ?%s', async (query) => {
    const answer = await get(`/v1/history?${query}`);
    const [field] = query.split('=');
    expect(answer.json()).toMatchObject({ status: 400, code: 'invalid-query', field });
    if (field === 'limit') expect(answer.json().detail).toBe('limit must be a whole number from 1 to 10000');
  });
});

describe('GET /v1/history/streams/{stream}', () => {
  it('gives the events of one stream, from any position on', async () => {
    const all = await lines(`/v1/history/streams/${STREAM}?limit=10000`);
    expect(all.map(({ revision }) => revision)).toEqual(Array.from({ length: EVENTS }, (_, at) => at));
    for (const at of [0, 1, 400, 401, 402, 800, 1_201]) {
      const after = String(all[at]!['position']);
      expect(await lines(`/v1/history/streams/${STREAM}?limit=3&after=${after}`)).toEqual(all.slice(at + 1, at + 4));
    }
    expect((await get(`/v1/history/streams/${STREAM}?after=${String(all.at(-1)!['position'])}`)).body).toBe('');
    expect(await lines(`/v1/history/streams/${OTHER}`)).toMatchObject([{ data: { ä: 1 } }, {}, {}]);
    // A position that belongs to another stream's event.
    const between = (await lines(`/v1/history/streams/${OTHER}`))[0]!['position'];
    expect(await lines(`/v1/history/streams/${STREAM}?limit=1&after=${String(between)}`)).toEqual([all[401]]);
  });

  it('knows no other stream', async () => {
    expect((await get('/v1/history/streams/intake-http.9')).json()).toMatchObject({ status: 404, code: 'not-found' });
  });
});

describe('GET /v1/receipts', () => {
  const source = encodeURIComponent(String(soundUsageEvent()['source']));
  it('names the place of the first event of an identity', async () => {
    expect((await get(`/v1/receipts?source=${source}&id=e401`)).json()).toEqual({
      position: '403',
      stream: STREAM,
      revision: 401,
      recordedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
  });

  it.each([
    ['an unknown id', `source=${source}&id=nope`, 404, 'not-found', undefined],
    ['no id', `source=${source}`, 400, 'invalid-query', 'id'],
    ['no source', 'id=e1', 400, 'invalid-query', 'source'],
    ['an empty source', 'source=&id=e1', 400, 'invalid-query', 'source'],
    ['an id over 256 characters', `source=x&id=${'a'.repeat(257)}`, 400, 'invalid-query', 'id'],
  ])('refuses %s', async (_what, query, status, code, field) => {
    const answer = await get(`/v1/receipts?${query}`);
    expect(answer.json()).toMatchObject({ status, code, ...(field === undefined ? {} : { field }) });
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inMemoryApp, type InMemoryApp } from '../testing/in-memory-app.fixture.js';
import { askerOf, MOVE, SOURCE, type Asker } from './decision-requests.fixture.js';

let ledger: InMemoryApp;
let ask: Asker;
beforeAll(async () => {
  ledger = await inMemoryApp();
  ask = askerOf(ledger);
  await ask.report('a');
});
afterAll(() => ledger.app.close());

const ENDPOINTS = ['/v1/corrections', '/v1/voids'] as const;
const sound = { source: SOURCE, id: 'a', reason: 'counted for the wrong team' };
const refusalOf = async (answer: ReturnType<Asker['post']>) => {
  const { statusCode, headers, body } = await answer;
  expect(headers['content-type']).toBe('application/problem+json');
  expect(await ledger.stored()).toBe(1);
  const { code, field } = JSON.parse(body) as { code: string; field?: string };
  return field === undefined ? [statusCode, code] : [statusCode, code, field];
};

describe.each(ENDPOINTS)('%s', (url) => {
  const soundHere = url === '/v1/voids' ? sound : { ...sound, ...MOVE };
  const deep = '['.repeat(200_000) + ']'.repeat(200_000);

  it.each<[string, string | Buffer]>([
    ['nothing', ''],
    ['truncated JSON', JSON.stringify(soundHere).slice(0, -1)],
    ['a number', '7'],
    ['null', 'null'],
    ['a text', '"void it"'],
    ['an array', JSON.stringify([soundHere])],
    ['deep nesting', deep],
    ['no UTF-8', Buffer.from(JSON.stringify({ ...soundHere, reason: '\u00ff' }), 'latin1')],
    ['a byte order mark', `\ufeff${JSON.stringify(soundHere)}`],
    ['random bytes', Buffer.from(Array.from({ length: 4_096 }, (_, at) => (at * 7_919 + 13) % 256))],
  ])('refuses %s as body', async (_, body) => {
    expect(await refusalOf(ask.post(url, body))).toEqual([400, 'invalid-query']);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=latin1', 'no type'])(
    'refuses the content type %s',
    async (type) => {
      const answer = ask.post(url, JSON.stringify(soundHere), { 'content-type': type });
      expect(await refusalOf(answer)).toEqual([415, 'unsupported-media-type']);
    },
  );

  it.each<[string, unknown]>([
    ['null', null],
    ['a number', 7],
    ['true', true],
    ['an object', {}],
    ['a list', ['a']],
    ['an empty text', ''],
    ['a lone surrogate', '\ud800'],
    ['a NUL', 'a\u0000b'],
    ['a line break', 'a\nb'],
    ['2,000 characters', 'x'.repeat(2_000)],
  ])('refuses %s in any field that is text', async (_, value) => {
    for (const field of ['source', 'id', 'reason']) {
      const answer = ask.post(url, JSON.stringify({ ...soundHere, [field]: value }));
      expect(await refusalOf(answer)).toEqual([400, 'invalid-field', field]);
    }
  });

  it.each(['actor', 'subject', 'author', 'position', '__proto__', 'constructor', "x'; drop table--", '<b>'])(
    'refuses the unknown member %s',
    async (name) => {
      const body = `${JSON.stringify(soundHere).slice(0, -1)},${JSON.stringify(name)}:1}`;
      expect(await refusalOf(ask.post(url, body))).toEqual([400, 'unknown-field', name]);
    },
  );

  it('refuses a body over 4 MiB, and one of many members in time', async () => {
    const huge = JSON.stringify({ ...soundHere, reason: 'x'.repeat(5_000_000) });
    expect(await refusalOf(ask.post(url, huge))).toEqual([413, 'payload-too-large']);
    const many = JSON.stringify(Object.fromEntries(Array.from({ length: 200_000 }, (_, n) => [`k${n}`, n])));
    expect(await refusalOf(ask.post(url, many))).toEqual([400, 'missing-field', 'source']);
  });

  it.each(['', ' ', 'two words', 'x'.repeat(257), 'k\u00e9'])('refuses the Idempotency-Key "%s"', async (key) => {
    const answer = ask.post(url, JSON.stringify(soundHere), { 'idempotency-key': key });
    expect(await refusalOf(answer)).toEqual([400, 'invalid-field', 'Idempotency-Key']);
  });

  it('does not answer to other methods', async () => {
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH'] as const) {
      expect((await ledger.app.inject({ method, url })).statusCode).toBe(404);
    }
  });
});

it.each<[string, unknown, string, string]>([
  ['tokens that are text', { tokens: '7' }, 'invalid-field', 'tokens'],
  ['tokens that are null', { tokens: null }, 'invalid-field', 'tokens'],
  ['an unknown bucket', { tokens: { input: 1, total: 1 } }, 'unknown-field', 'tokens.total'],
  ['a bucket that is too large', { tokens: { input: 1e9 + 1 } }, 'invalid-field', 'tokens.input'],
  ['a bucket beyond every number', { tokens: { input: 1e308 } }, 'invalid-field', 'tokens.input'],
  ['buckets that are all 0', { tokens: { input: 0 } }, 'no-tokens', 'tokens'],
  ['attributes that are a list', { attributes: [] }, 'invalid-field', 'attributes'],
  ['an attribute that is nobody’s to correct', { attributes: { actor: 'p_x' } }, 'unknown-field', 'attributes.actor'],
  ['a team that is a number', { attributes: { team: 7 } }, 'invalid-field', 'attributes.team'],
  ['a lone surrogate in a team', { attributes: { team: '\udc00' } }, 'invalid-field', 'attributes.team'],
  ['no model', { attributes: { model: null } }, 'invalid-field', 'attributes.model'],
  ['nothing to correct', {}, 'missing-field', 'tokens'],
])('a correction is refused with %s', async (_, change, code, field) => {
  expect(await refusalOf(ask.correct({ ...sound, ...(change as object) }))).toEqual([400, code, field]);
});

it('a void says nothing of tokens or attributes', async () => {
  expect(await refusalOf(ask.void({ ...sound, tokens: { input: 1 } }))).toEqual([400, 'unknown-field', 'tokens']);
  expect(await refusalOf(ask.void({ ...sound, ...MOVE }))).toEqual([400, 'unknown-field', 'attributes']);
});

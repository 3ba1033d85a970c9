import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { BROKEN_RULES, SOUND_ARRIVAL_MS, soundUsageEvent } from '@tallystick/events/contract';
import { inMemoryApp, type InMemoryApp } from '../testing/in-memory-app.fixture.js';

const STRUCTURED = 'application/cloudevents+json';
const BATCH = 'application/cloudevents-batch+json';
/** contracts.md: of several faults the first of these is told. */
const CODES = ['unsupported-type', 'missing-field', 'unknown-field', 'invalid-field', 'time-in-future', 'no-tokens'];

interface Answer {
  readonly results: readonly { readonly status: string; readonly error?: { code: string; field?: string } }[];
}

let ledger: InMemoryApp;
beforeAll(async () => {
  jest.spyOn(Date, 'now').mockReturnValue(SOUND_ARRIVAL_MS);
  ledger = await inMemoryApp();
});
afterAll(async () => {
  jest.restoreAllMocks();
  await ledger.app.close();
});
const post = (payload: string | Buffer, headers: Record<string, string>) =>
  ledger.app.inject({ method: 'POST', url: '/v1/events', payload, headers });
const batch = (events: readonly unknown[]) => post(JSON.stringify(events), { 'content-type': BATCH });

describe('a rule of the usage event, broken', () => {
  it.each(BROKEN_RULES.map((broken) => [broken.rule, broken] as const))('%s', async (_rule, broken) => {
    const event = soundUsageEvent();
    broken.breakIt(event);
    const answer = await post(JSON.stringify(event), { 'content-type': STRUCTURED });
    expect(answer.statusCode).toBe(200);
    const [result] = answer.json<Answer>().results;
    expect(result).toMatchObject({ status: 'rejected', error: { code: broken.code, field: broken.field } });
    expect(result!.error).toHaveProperty('detail', expect.any(String));
    expect(await ledger.stored()).toBe(0);
  });

  it('together with another one is answered by the code that comes first, and stores nothing', async () => {
    const overlap = (a: string, b: string) => a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
    const pairs = BROKEN_RULES.flatMap((one, at) =>
      BROKEN_RULES.slice(at + 1)
        .filter((other) => other.code !== one.code && !overlap(one.field, other.field))
        .map((other) => ({ one, other })),
    );
    expect(pairs.length).toBeGreaterThan(1_000);
    for (let from = 0; from < pairs.length; from += 1_000) {
      const slice = pairs.slice(from, from + 1_000);
      const answer = await batch(
        slice.map(({ one, other }) => {
          const event = soundUsageEvent();
          one.breakIt(event);
          other.breakIt(event);
          return event;
        }),
      );
      const told = answer.json<Answer>().results.map(({ error }) => ({ code: error?.code, field: error?.field }));
      const expected = slice.map(({ one, other }) => {
        const { code, field } = CODES.indexOf(one.code) < CODES.indexOf(other.code) ? one : other;
        return { code, field };
      });
      expect(told).toEqual(expected);
    }
    expect(await ledger.stored()).toBe(0);
  });
});

describe('a body that is no usage event', () => {
  const deep = '['.repeat(200_000) + ']'.repeat(200_000);
  const sound = JSON.stringify(soundUsageEvent());
  const random = Buffer.from(Array.from({ length: 4_096 }, (_, at) => (at * 7_919 + 13) % 256));
  it.each([
    ['nothing', STRUCTURED, '', 400, 'not-a-cloudevent'],
    ['random bytes', STRUCTURED, random, 400, 'not-a-cloudevent'],
    ['truncated JSON', STRUCTURED, sound.slice(0, -1), 400, 'not-a-cloudevent'],
    ['JSON and a rest', STRUCTURED, `${sound}}`, 400, 'not-a-cloudevent'],
    ['no UTF-8', STRUCTURED, Buffer.from(sound.replace('"anthropic"', '"\u00ff"'), 'latin1'), 400, 'not-a-cloudevent'],
    ['a number', STRUCTURED, '7', 400, 'not-a-cloudevent'],
    ['null', STRUCTURED, 'null', 400, 'not-a-cloudevent'],
    ['an array in structured mode', STRUCTURED, `[${sound}]`, 400, 'not-a-cloudevent'],
    ['an object in batch mode', BATCH, sound, 400, 'not-a-cloudevent'],
    ['deep nesting in structured mode', STRUCTURED, deep, 400, 'not-a-cloudevent'],
    ['1,001 events', BATCH, `[${Array(1_001).fill('{}').join()}]`, 413, 'batch-too-large'],
    ['5 MB', STRUCTURED, Buffer.alloc(5_000_000, 0x20), 413, 'payload-too-large'],
    ['text', 'text/plain', sound, 415, 'unsupported-media-type'],
    ['XML', 'application/cloudevents+xml', '<event/>', 415, 'unsupported-media-type'],
    ['a content type that is none', 'no type at all', sound, 415, 'unsupported-media-type'],
  ])('%s', async (_what, type, payload, status, code) => {
    const answer = await post(payload, { 'content-type': type });
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.json()).toMatchObject({ type: `urn:tallystick:error:${code}`, code, status });
    expect(answer.statusCode).toBe(status);
    expect(await ledger.stored()).toBe(0);
  });
});

describe('an event that a parser or a log could choke on', () => {
  const sound = JSON.stringify(soundUsageEvent());
  const withInput = (value: string) => sound.replace(/"input":\d+/, `"input":${value}`);
  it.each([
    ['a huge number', withInput('1e999'), 'invalid-field', 'data.tokens.input'],
    ['a number of 300 digits', withInput('9'.repeat(300)), 'invalid-field', 'data.tokens.input'],
    ['a fraction', withInput('0.5'), 'invalid-field', 'data.tokens.input'],
    ['__proto__ beside data', sound.replace('{', '{"__proto__":{"isAdmin":true},'), 'unknown-field', '__proto__'],
    [
      '__proto__ in tokens',
      sound.replace('"tokens":{', '"tokens":{"__proto__":{"input":1},'),
      'unknown-field',
      'data.tokens.__proto__',
    ],
    ['a lone surrogate', sound.replace(/"provider":"/, '"provider":"\\ud800'), 'invalid-field', 'data.provider'],
    ['a null character', sound.replace(/"provider":"/, '"provider":"\\u0000'), 'invalid-field', 'data.provider'],
    [
      'deep nesting in data',
      sound.replace('"data":{', `"data":{"deep":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)},`),
      'unknown-field',
      'data.deep',
    ],
  ])('%s', async (_what, payload, code, field) => {
    const answer = await post(payload, { 'content-type': STRUCTURED });
    expect(answer.json<Answer>().results).toMatchObject([{ status: 'rejected', error: { code, field } }]);
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
    expect(await ledger.stored()).toBe(0);
  });

  it('never has its subject repeated in an answer', async () => {
    const subject = 'ada.lovelace@example.org\u0000';
    const answer = await batch([{ ...soundUsageEvent(), subject }]);
    expect(answer.body).toMatch(/"field":"subject"/);
    expect(answer.body).not.toContain('lovelace');
  });
});

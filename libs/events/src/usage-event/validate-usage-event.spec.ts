import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BROKEN_RULES, SOUND_ARRIVAL_MS, soundUsageEvent, type BrokenRule, type Json } from '../contract.js';
import { validateWithDecorators } from '../dto/validate-with-decorators.js';
import type { UsageFault } from './usage-event.js';
import { validateUsageEvent } from './validate-usage-event.js';

const CODES = ['unsupported-type', 'missing-field', 'unknown-field', 'invalid-field', 'time-in-future', 'no-tokens'];
/** The tables of contracts.md, copied by hand. */
const FIELDS = [
  ...['specversion', 'type', 'source', 'id', 'time', 'subject', 'datacontenttype', 'data'],
  ...['data.provider', 'data.model', 'data.tokens'],
  ...['data.tokens.input', 'data.tokens.output', 'data.tokens.cacheRead'],
  ...['data.tokens.cacheWrite', 'data.tokens.reasoning'],
  ...['data.team', 'data.project', 'data.activity', 'data.agent', 'data.session', 'data.automation'],
  ...['data.reportedCostUsd'],
];

function faultOf(candidate: unknown, arrivedAtMs = SOUND_ARRIVAL_MS): UsageFault | null {
  const verdict = validateUsageEvent(candidate, arrivedAtMs);
  return verdict.ok ? null : verdict.fault;
}

/** The answers of both implementations, without their wording. */
function bothAnswers(candidate: unknown): [unknown, unknown] {
  const [fast, slow] = [faultOf(candidate), validateWithDecorators(candidate, SOUND_ARRIVAL_MS)];
  const told = (fault: UsageFault | null) => fault && { code: fault.code, field: fault.field };
  return [told(fast), told(slow)];
}

function broken(...rules: BrokenRule[]): Json {
  const event = soundUsageEvent();
  for (const rule of rules) rule.breakIt(event);
  return event;
}

describe('the usage event, held to the contract', () => {
  it('takes a sound event and gives it back complete', () => {
    expect(validateUsageEvent(soundUsageEvent(), SOUND_ARRIVAL_MS)).toEqual({
      ok: true,
      event: {
        source: 'urn:tallystick:gateway:7f3a',
        id: 'evt-1',
        subject: 'person@made-up.example',
        occurredAt: '2026-05-18T09:30:00Z',
        ...(soundUsageEvent()['data'] as Json),
      },
    });
  });

  it('takes an event of the required fields alone, missing buckets as 0', () => {
    const text = `{"specversion":"1.0","type":"tallystick.usage.reported.v1","source":"/a","id":"1",
      "time":"2026-05-18t11:30:00.500+02:00","subject":"s","data":{"provider":"p","model":"m","tokens":{"output":1.0,"input":-0}}}`;
    const verdict = validateUsageEvent(JSON.parse(text), SOUND_ARRIVAL_MS);
    const tokens = { input: 0, output: 1, cacheRead: 0, cacheWrite: 0, reasoning: 0 };
    const occurredAt = '2026-05-18T09:30:00.5Z';
    expect(verdict).toEqual({
      ok: true,
      event: { source: '/a', id: '1', subject: 's', occurredAt, provider: 'p', model: 'm', tokens },
    });
  });

  it.each(BROKEN_RULES.map((rule) => [rule.rule, rule] as const))('refuses %s', (_, rule) => {
    const event = broken(rule);
    expect(faultOf(event)).toMatchObject({ code: rule.code, field: rule.field });
    const [fast, slow] = bothAnswers(event);
    expect(fast).toEqual(slow);
  });

  it('tells the first of two faults, by code and then by table, for every pair of rules', () => {
    const rank = ({ code, field }: BrokenRule) => {
      const place = FIELDS.indexOf(field);
      return CODES.indexOf(code) * 1000 + (place < 0 ? 999 : place);
    };
    // one of each code and field is enough to pair; a pair must not touch the same value
    const one = [...new Map(BROKEN_RULES.map((rule) => [`${rule.code} ${rule.field}`, rule])).values()];
    const apart = (a: string, b: string) => !`${a}.`.startsWith(`${b}.`) && !`${b}.`.startsWith(`${a}.`);
    let pairs = 0;
    for (const a of one) {
      for (const b of one) {
        if (a === b || !apart(a.field, b.field) || rank(a) === rank(b)) continue;
        // no-tokens replaces the buckets
        const event = a.code === 'no-tokens' ? broken(a, b) : broken(b, a);
        const first = rank(a) < rank(b) ? a : b;
        const [fast, slow] = bothAnswers(event);
        expect([a.rule, b.rule, fast]).toEqual([a.rule, b.rule, { code: first.code, field: first.field }]);
        expect([a.rule, b.rule, slow]).toEqual([a.rule, b.rule, fast]);
        pairs++;
      }
    }
    expect(pairs).toBeGreaterThan(2000);
  });

  it.each([
    ['extension attributes of every kind', { traceparent: '00-ab-01', n: 1, flag: true, empty: '', none: null }],
    ['dataschema, whatever it is', { dataschema: { deep: ['\u0000'] } }],
    ['no content type', { datacontenttype: null }],
    ['a JSON content type with parameters', { datacontenttype: 'Application/Vnd.usage+JSON; charset=utf-8' }],
    ['a source of 512 characters', { source: 'x'.repeat(512) }],
    ['an id of 256 code points beyond the BMP', { id: '\u{1f600}'.repeat(256) }],
    ['a subject of one character', { subject: 'ä' }],
    ['a time 5 minutes ahead to the millisecond', { time: '2026-05-18T09:35:01.000Z' }],
    ['a time long ago', { time: '0001-01-01T00:00:00Z' }],
  ])('takes %s', (_, change) => {
    const event = { ...soundUsageEvent(), ...change };
    expect(bothAnswers(event)).toEqual([null, null]);
  });

  it('gives id and source back where they can be read', () => {
    const verdictOf = (change: Json) => validateUsageEvent({ ...soundUsageEvent(), ...change }, SOUND_ARRIVAL_MS);
    expect(verdictOf({ subject: '' })).toMatchObject({ ok: false, id: 'evt-1', source: 'urn:tallystick:gateway:7f3a' });
    expect(verdictOf({ id: 5 })).toMatchObject({ ok: false, id: null, source: 'urn:tallystick:gateway:7f3a' });
    expect(verdictOf({ id: 'x'.repeat(5000) })).toMatchObject({ ok: false, id: null });
    expect(validateUsageEvent([], 0)).toMatchObject({ ok: false, id: null, source: null });
  });

  it('never repeats a subject in what it says', () => {
    for (const rule of BROKEN_RULES.filter(({ field }) => field !== 'subject')) {
      expect(faultOf(broken(rule))?.detail).not.toContain('person@');
    }
  });

  it('answers as the decorators do on events changed at random', () => {
    const names = [
      ...FIELDS.map((field) => field.split('.').at(-1)!),
      'x',
      '__proto__',
      'constructor',
      'data_base64',
      'A',
    ];
    const value = fc.oneof(
      fc.constantFrom<unknown>(
        null,
        0,
        -0,
        1,
        1e9,
        1e9 + 1,
        '',
        '1.0',
        'chat',
        'urn:x',
        '2026-05-18T09:30:00Z',
        {},
        [],
      ),
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc.string({ unit: fc.constantFrom('a', '\ud800', '\udc00', '\ufffe', '\u0085', '\u{1f600}'), maxLength: 130 }),
      fc.double(),
      fc.jsonValue({ maxDepth: 2 }),
    );
    const change = fc.record({
      at: fc.constantFrom('', 'data', 'tokens'),
      name: fc.constantFrom(...names),
      value,
      drop: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 4 }), (changes) => {
        const event = soundUsageEvent();
        for (const { at, name, value, drop } of changes) {
          const data = event['data'] as Json | undefined;
          const object = at === '' ? event : at === 'data' ? data : data?.['tokens'];
          if (typeof object !== 'object' || object === null) continue;
          if (drop) delete (object as Json)[name];
          else Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true });
        }
        const [fast, slow] = bothAnswers(event);
        expect(fast).toEqual(slow);
      }),
      { numRuns: 2_000 },
    );
  });

  it('answers as the decorators do on any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (candidate) => {
        const [fast, slow] = bothAnswers(candidate);
        expect(fast).toEqual(slow);
        expect(fast).not.toBeNull();
      }),
      { numRuns: 1_000 },
    );
  });

  it('is not hurt by nesting, long names or long strings', () => {
    const deep = JSON.parse(`${'['.repeat(500_000)}${']'.repeat(500_000)}`) as unknown;
    expect(faultOf({ ...soundUsageEvent(), data: deep })).toMatchObject({ code: 'invalid-field', field: 'data' });
    expect(faultOf({ ...soundUsageEvent(), dataschema: deep })).toBeNull();
    const long = faultOf({ ...soundUsageEvent(), [`${'Z'.repeat(1_000_000)}`]: 1 });
    expect(long?.code).toBe('unknown-field');
    expect(JSON.stringify(long).length).toBeLessThan(1_000);
    expect(faultOf({ ...soundUsageEvent(), source: `${'a:'.repeat(2_000_000)}` })?.field).toBe('source');
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FORBIDDEN_CHARACTERS } from '../contract/forbidden-characters.js';
import { readCorrectionRequest, readVoidRequest } from './read-decision-request.js';

type Json = Record<string, unknown>;
const sound = (): Json => ({
  source: 'urn:example:gateway',
  id: 'req-1',
  tokens: { input: 5, cacheRead: 7 },
  attributes: { team: 'b', project: null, activity: 'chat', reportedCostUsd: '0.5' },
  reason: 'counted for the wrong team',
});
const faultOf = (body: Json) => {
  const reading = readCorrectionRequest(body);
  return reading.ok ? null : [reading.fault.code, reading.fault.field];
};

describe('the body of a correction', () => {
  it('is taken with missing buckets as 0, and nothing else changed', () => {
    expect(readCorrectionRequest(sound())).toEqual({
      ok: true,
      request: { ...sound(), tokens: { input: 5, output: 0, cacheRead: 7, cacheWrite: 0, reasoning: 0 } },
    });
    const { source, id, attributes, reason } = sound();
    const attributesOnly: Json = { source, id, attributes, reason };
    expect(readCorrectionRequest(attributesOnly)).toEqual({ ok: true, request: attributesOnly });
  });

  it.each<[string, string, string, (body: Json) => void]>([
    ['no source', 'missing-field', 'source', (b) => delete b['source']],
    ['no id', 'missing-field', 'id', (b) => delete b['id']],
    ['no reason', 'missing-field', 'reason', (b) => delete b['reason']],
    ['neither tokens nor attributes', 'missing-field', 'tokens', (b) => (delete b['tokens'], delete b['attributes'])],
    ['an unknown member', 'unknown-field', 'actor', (b) => (b['actor'] = 'p_1')],
    ['__proto__', 'unknown-field', '__proto__', (b) => proto(b)],
    ['an unknown bucket', 'unknown-field', 'tokens.total', (b) => (b['tokens'] = { input: 1, total: 1 })],
    ['a subject', 'unknown-field', 'attributes.subject', (b) => (b['attributes'] = { subject: 'ada' })],
    ['a time', 'unknown-field', 'attributes.occurredAt', (b) => (b['attributes'] = { occurredAt: '2026-01-01' })],
    ['source null', 'invalid-field', 'source', (b) => (b['source'] = null)],
    ['a source that is no URI', 'invalid-field', 'source', (b) => (b['source'] = 'a b')],
    ['a number for an id', 'invalid-field', 'id', (b) => (b['id'] = 1)],
    ['an empty id', 'invalid-field', 'id', (b) => (b['id'] = '')],
    ['an id that is too long', 'invalid-field', 'id', (b) => (b['id'] = 'i'.repeat(257))],
    ['an empty reason', 'invalid-field', 'reason', (b) => (b['reason'] = '')],
    ['a reason that is too long', 'invalid-field', 'reason', (b) => (b['reason'] = 'r'.repeat(1025))],
    ['tokens null', 'invalid-field', 'tokens', (b) => (b['tokens'] = null)],
    ['a list of tokens', 'invalid-field', 'tokens', (b) => (b['tokens'] = [1])],
    ['a negative bucket', 'invalid-field', 'tokens.input', (b) => (b['tokens'] = { input: -1 })],
    ['a fraction', 'invalid-field', 'tokens.output', (b) => (b['tokens'] = { output: 1.5 })],
    ['a bucket as text', 'invalid-field', 'tokens.input', (b) => (b['tokens'] = { input: '1' })],
    ['a bucket too large', 'invalid-field', 'tokens.reasoning', (b) => (b['tokens'] = { reasoning: 1_000_000_001 })],
    ['a bucket null', 'invalid-field', 'tokens.input', (b) => (b['tokens'] = { input: null })],
    ['attributes null', 'invalid-field', 'attributes', (b) => (b['attributes'] = null)],
    ['attributes as text', 'invalid-field', 'attributes', (b) => (b['attributes'] = 'team=b')],
    ['no model', 'invalid-field', 'attributes.model', (b) => (b['attributes'] = { model: null })],
    ['no provider', 'invalid-field', 'attributes.provider', (b) => (b['attributes'] = { provider: null })],
    ['an empty team', 'invalid-field', 'attributes.team', (b) => (b['attributes'] = { team: '' })],
    ['a team too long', 'invalid-field', 'attributes.team', (b) => (b['attributes'] = { team: 't'.repeat(129) })],
    ['another activity', 'invalid-field', 'attributes.activity', (b) => (b['attributes'] = { activity: 'golf' })],
    ['a cost as number', 'invalid-field', 'attributes.reportedCostUsd', (b) => cost(b, 0.5)],
    ['a cost of ten decimals', 'invalid-field', 'attributes.reportedCostUsd', (b) => cost(b, '0.0123456789')],
    ['all buckets 0', 'no-tokens', 'tokens', (b) => (b['tokens'] = { input: 0 })],
    ['no bucket', 'no-tokens', 'tokens', (b) => (b['tokens'] = {})],
  ])('is refused with %s', (_, code, field, breakIt) => {
    const body = sound();
    breakIt(body);
    expect(faultOf(body)).toEqual([code, field]);
  });

  it.each(FORBIDDEN_CHARACTERS)('is refused with %s in any string', (_, character) => {
    for (const name of ['source', 'id', 'reason']) {
      expect(faultOf({ ...sound(), [name]: `x${character}` })).toEqual(['invalid-field', name]);
    }
    for (const name of ['provider', 'model', 'team', 'project', 'agent', 'session', 'automation']) {
      const body = { ...sound(), attributes: { [name]: `x${character}` } };
      expect(faultOf(body)).toEqual(['invalid-field', `attributes.${name}`]);
    }
  });

  it('of several faults tells the first: missing, then unknown, then invalid, each in the order of the fields', () => {
    expect(faultOf({ tokens: { x: 1 }, attributes: 5 })).toEqual(['missing-field', 'source']);
    expect(faultOf({ ...sound(), tokens: { input: -1 }, more: 1 })).toEqual(['unknown-field', 'more']);
    expect(faultOf({ ...sound(), reason: '', attributes: { team: 1 } })).toEqual(['invalid-field', 'attributes.team']);
  });

  it('never throws and never repeats a value, whatever it holds', () => {
    const secret = 'grace.hopper@example.org';
    const any = fc.anything({ values: [fc.constant(secret), fc.string(), fc.integer(), fc.double()], maxDepth: 3 });
    const names = fc.constantFrom('source', 'id', 'tokens', 'attributes', 'reason', 'x', 'constructor', 'toString');
    fc.assert(
      fc.property(fc.dictionary(names, any), (body) => {
        for (const reading of [readCorrectionRequest(body), readVoidRequest(body)]) {
          if (!reading.ok) expect(reading.fault.detail).not.toContain(secret);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the body of a void', () => {
  it('names the event and the reason, and nothing else', () => {
    const { source, id, reason } = sound();
    expect(readVoidRequest({ source, id, reason } as Json)).toEqual({ ok: true, request: { source, id, reason } });
    expect(readVoidRequest(sound())).toMatchObject({ fault: { code: 'unknown-field', field: 'tokens' } });
    expect(readVoidRequest({ source, id } as Json)).toMatchObject({
      fault: { code: 'missing-field', field: 'reason' },
    });
  });
});

const proto = (body: Json): unknown => Object.defineProperty(body, '__proto__', { value: 1, enumerable: true });
const cost = (body: Json, reportedCostUsd: unknown): void => void (body['attributes'] = { reportedCostUsd });

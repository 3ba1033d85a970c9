import { describe, expect, it } from '@jest/globals';
import { MalformedLedgerEvent } from './ledger-data-rules.js';
import { parseUsageDecision } from './parse-usage-decision.js';

const KEY = 'AuQwRWn95F809orjm9F4422G74xBv1k3u7Edg4MZ06E';
const stream = `usage-decisions-${KEY}`;
const tokens = { input: 1, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0 };
const void_ = { eventKey: KEY, reason: 'sent twice', author: 'p_1' };
const correction = { ...void_, tokens, attributes: { team: 'b', project: null, model: 'm' } };

describe('a decision, read by a fold', () => {
  it('is given back as it is when it keeps its schema', () => {
    const corrected = parseUsageDecision({ stream, type: 'UsageCorrected', data: correction });
    expect(corrected).toEqual({ type: 'UsageCorrected', data: correction });
    expect(parseUsageDecision({ stream, type: 'UsageVoided', data: void_ }).data).toBe(void_);
    for (const data of [
      { ...void_, tokens },
      { ...void_, attributes: {} },
    ]) {
      expect(parseUsageDecision({ stream, type: 'UsageCorrected', data }).data).toBe(data);
    }
  });

  it.each<[string, string, Record<string, unknown>]>([
    ['another type', 'UsageRecorded', {}],
    ['a type that every object has', 'constructor', {}],
    ['an unknown member', 'UsageCorrected', { mood: 'x' }],
    ['__proto__', 'UsageCorrected', JSON.parse('{"__proto__":1}') as Record<string, unknown>],
    ['tokens on a void', 'UsageVoided', {}],
    ['no reason', 'UsageCorrected', { reason: '' }],
    ['no author', 'UsageCorrected', { author: undefined }],
    ['a short key', 'UsageCorrected', { eventKey: 'abc' }],
    ['another event’s key', 'UsageCorrected', { eventKey: KEY.replace('A', 'B') }],
    ['a missing bucket', 'UsageCorrected', { tokens: { input: 1 } }],
    ['a negative bucket', 'UsageCorrected', { tokens: { ...tokens, input: -1 } }],
    ['null for tokens', 'UsageCorrected', { tokens: null }],
    ['a list of attributes', 'UsageCorrected', { attributes: [] }],
    ['an attribute that cannot be corrected', 'UsageCorrected', { attributes: { actor: 'p_2' } }],
    ['no model', 'UsageCorrected', { attributes: { model: null } }],
    ['a number for a team', 'UsageCorrected', { attributes: { team: 5 } }],
    ['neither tokens nor attributes', 'UsageCorrected', { tokens: undefined, attributes: undefined }],
  ])('is poison with %s', (_, type, change) => {
    const data = Object.defineProperties({ ...correction }, Object.getOwnPropertyDescriptors(change));
    expect(() => parseUsageDecision({ stream, type, data })).toThrow(MalformedLedgerEvent);
  });

  it('is poison in the stream of another event', () => {
    const elsewhere = { stream: `${stream}x`, type: 'UsageVoided', data: void_ };
    expect(() => parseUsageDecision(elsewhere)).toThrow('stream of another event');
  });
});

import { describe, expect, it } from '@jest/globals';
import { MalformedLedgerEvent } from './ledger-data-rules.js';
import { parseUsageMetadata, parseUsageRecorded } from './parse-usage-recorded.js';

const KEY = 'AuQwRWn95F809orjm9F4422G74xBv1k3u7Edg4MZ06E';
const recorded = {
  eventKey: KEY,
  source: 'urn:a',
  occurredAt: '2026-05-18T09:30:00.5Z',
  actor: 'a-1',
  provider: 'p',
  model: 'm',
  tokens: { input: 1, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0 },
  team: 't',
};

describe('ledger data, read by a fold', () => {
  it('is given back as it is when it keeps its schema', () => {
    expect(parseUsageRecorded('UsageRecorded', recorded)).toBe(recorded);
    const conflicted = { ...recorded, fingerprint: KEY };
    expect(parseUsageRecorded('UsageConflicted', conflicted)).toBe(conflicted);
  });

  it.each([
    ['another type', 'UsageRecordedV2', {}],
    ['an unknown member', 'UsageRecorded', { mood: 'x' }],
    ['__proto__', 'UsageRecorded', JSON.parse('{"__proto__":1}')],
    ['a fingerprint on the first of its key', 'UsageRecorded', { fingerprint: KEY }],
    ['no fingerprint on a conflict', 'UsageConflicted', {}],
    ['a short key', 'UsageRecorded', { eventKey: 'abc' }],
    ['a key in another alphabet', 'UsageRecorded', { eventKey: KEY.replace('A', '+') }],
    ['no actor', 'UsageRecorded', { actor: undefined }],
    ['a number for a team', 'UsageRecorded', { team: 5 }],
    ['a time that is not canonical', 'UsageRecorded', { occurredAt: '2026-05-18T09:30:00.50Z' }],
    ['a missing bucket', 'UsageRecorded', { tokens: { input: 1 } }],
    ['a bucket too many', 'UsageRecorded', { tokens: { ...recorded.tokens, other: 1 } }],
    ['a negative bucket', 'UsageRecorded', { tokens: { ...recorded.tokens, input: -1 } }],
    ['no tokens', 'UsageRecorded', { tokens: null }],
  ])('is poison with %s', (_, type, change: object) => {
    const data = Object.defineProperties({ ...recorded }, Object.getOwnPropertyDescriptors(change));
    expect(() => parseUsageRecorded(type, data)).toThrow(MalformedLedgerEvent);
  });

  it('has metadata of a schema that is known', () => {
    const metadata = { recordedAt: '2026-05-18T09:30:01.000Z', schema: 1 };
    expect(parseUsageMetadata(metadata)).toBe(metadata);
    expect(() => parseUsageMetadata({ ...metadata, schema: 2 })).toThrow('schema 2');
    expect(() => parseUsageMetadata({ schema: 1 })).toThrow(MalformedLedgerEvent);
  });
});

import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import type { UsageConflictedData, UsageRecordedData } from '../ledger-events/ledger-events.js';
import type { UsageEvent } from '../usage-event/usage-event.js';
import { canonicalEntry, fingerprintOfEntry, usageMetadata } from './canonical-entry.js';
import { canonicalJson } from './canonical-json.js';
import { canonicalUsage, fingerprintOfRecorded } from './canonical-usage.js';

const tricky = fc.constantFrom(
  '"',
  '\\',
  ',"tokens":{',
  '"actor":"',
  '","fingerprint":"',
  '}}',
  '"model":"',
  '\u2028',
  'ä',
  '\u{1f600}',
  '/',
  '<',
  '\u00a0',
  '\ue000',
);
const text = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1 }),
  fc.array(tricky, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('')),
);
const bucket = fc.integer({ min: 0, max: 1_000_000_000 });
const usageEvent: fc.Arbitrary<UsageEvent> = fc.record(
  {
    source: text,
    id: text,
    subject: text,
    occurredAt: fc.constantFrom('2026-05-18T09:30:00Z', '0001-01-01T00:00:00.5Z'),
    provider: text,
    model: text,
    tokens: fc.record({ input: bucket, output: bucket, cacheRead: bucket, cacheWrite: bucket, reasoning: bucket }),
    team: text,
    project: text,
    activity: fc.constantFrom('chat', 'agent'),
    agent: text,
    session: text,
    automation: text,
    reportedCostUsd: fc.constantFrom('0.01234', '0'),
  },
  { requiredKeys: ['source', 'id', 'subject', 'occurredAt', 'provider', 'model', 'tokens'] },
);
const digestText = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString('base64url'));

/** The ledger's data by the book: the event without what is not stored, then whatever a generic RFC 8785 makes of it. */
function dataOf(
  { id: _id, subject: _subject, ...kept }: UsageEvent,
  eventKey: string,
  actor: string,
): UsageRecordedData {
  return { ...kept, eventKey, actor };
}
const byTheBook = (value: unknown) => canonicalize(value)!;

describe('canonical bytes', () => {
  it('are those of the example in RFC 8785, 3.2.2', () => {
    const value = JSON.parse(
      '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
    ) as unknown;
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it('sort keys by UTF-16 code units (RFC 8785, 3.2.3)', () => {
    const keys = ['\u20ac', '\r', '\ufb33', '1', '\u{1f600}', '\u0080', '\u00f6'];
    const sorted = Object.keys(JSON.parse(canonicalJson(Object.fromEntries(keys.map((key, i) => [key, i])))) as object);
    expect(sorted).toEqual(['1', '\r', '\u0080', '\u00f6', '\u20ac', '\u{1f600}', '\ufb33']);
  });

  it('refuse what has no canonical form', () => {
    expect(() => canonicalJson(undefined)).toThrow();
    expect(() => canonicalJson(NaN)).toThrow();
    expect(() => canonicalJson('\ud800')).toThrow();
    expect(() => canonicalJson({ '\ud800': 1 })).toThrow();
  });

  it('of usage events equal a generic implementation of RFC 8785', () => {
    fc.assert(
      fc.property(usageEvent, digestText, digestText, text, (event, eventKey, claim, actor) => {
        const usage = canonicalUsage(event, eventKey);
        const data = dataOf(event, eventKey, actor);
        expect(usage.recorded(actor)).toBe(byTheBook(data));
        expect(usage.conflicted(actor, claim)).toBe(byTheBook({ ...data, fingerprint: claim }));
        const claimed = { ...data, actor: undefined };
        const expected = createHash('sha256')
          .update(byTheBook(JSON.parse(JSON.stringify(claimed))))
          .digest('hex');
        expect(usage.fingerprint().toString('hex')).toBe(expected);
        expect(fingerprintOfRecorded(data).toString('hex')).toBe(expected);
        const conflicted: UsageConflictedData = { ...data, fingerprint: claim };
        expect(fingerprintOfRecorded(conflicted).toString('hex')).toBe(expected);
      }),
      { numRuns: 1_000 },
    );
  });

  it('of entries and metadata equal a generic implementation, and fingerprints can be cut out of them', () => {
    const offset = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });
    const kafka = fc.option(fc.record({ topic: text, partition: fc.nat(), offset }), { nil: undefined });
    fc.assert(
      fc.property(
        usageEvent,
        digestText,
        text,
        text,
        kafka,
        fc.bigInt(0n, 2n ** 53n - 1n),
        fc.boolean(),
        (event, eventKey, actor, stream, from, revision, conflict) => {
          const usage = canonicalUsage(event, eventKey);
          const metadata = usageMetadata('2026-05-18T09:30:01.000Z', from);
          expect(metadata).toBe(
            byTheBook({
              recordedAt: '2026-05-18T09:30:01.000Z',
              schema: 1,
              ...(from && { kafka: { ...from, offset: String(from.offset) } }),
            }),
          );
          const type = conflict ? 'UsageConflicted' : 'UsageRecorded';
          const data = conflict ? usage.conflicted(actor, eventKey) : usage.recorded(actor);
          const entry = canonicalEntry({ id: 'an-id', stream, revision, type, data, metadata });
          const value = { id: 'an-id', stream, revision: Number(revision), type, data: JSON.parse(data) as unknown };
          expect(entry).toBe(byTheBook({ ...value, metadata: JSON.parse(metadata) as unknown }));
          expect(fingerprintOfEntry(Buffer.from(entry)).equals(usage.fingerprint())).toBe(true);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('of no usage event give no fingerprint', () => {
    const cut = (entry: string) => () => fingerprintOfEntry(Buffer.from(entry));
    expect(cut('')).toThrow('no usage event');
    expect(cut('{"data":{},"id":"x","metadata":{},"revision":0,"stream":"s","type":"PolicyAdopted"}')).toThrow();
    expect(cut('{"data":{"actor":"x')).toThrow('no usage event');
  });
});

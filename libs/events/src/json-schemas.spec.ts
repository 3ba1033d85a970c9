import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { canonicalUsage } from './canonical/canonical-usage.js';
import { canonicalDecision, decisionMetadata } from './canonical/canonical-decision.js';
import { usageMetadata } from './canonical/canonical-entry.js';
import { BROKEN_RULES } from './contract/broken-usage-events.js';
import { SOUND_ARRIVAL_MS, soundUsageEvent, type Json } from './contract/sound-usage-event.js';
import { eventKeyOf, eventKeyText, ledgerEventId } from './ledger-events/event-identity.js';
import { idempotencyKeyHash } from './ledger-events/idempotency-key.js';
import { decisionStream, type UsageDecisionEvent } from './ledger-events/usage-decisions.js';
import type { UsageEvent } from './usage-event/usage-event.js';
import { validateUsageEvent } from './usage-event/validate-usage-event.js';

function schema(name: string): ValidateFunction {
  const path = new URL(`../../../docs/reference/${name}.schema.json`, import.meta.url);
  // formats are annotations in draft 2020-12; what they mean is in the rules' own tests
  const ajv = new Ajv2020({ strict: true, strictTypes: false, validateFormats: false });
  return ajv.compile(JSON.parse(readFileSync(path, 'utf8')) as object);
}

describe('docs/reference/usage-event.schema.json', () => {
  const validate = schema('usage-event');

  it('takes the sound event, and the least one', () => {
    expect(validate(soundUsageEvent())).toBe(true);
    const least = soundUsageEvent();
    delete least['datacontenttype'];
    const data = { provider: 'p', model: 'm', tokens: { input: 1 } };
    expect(validate({ ...least, data, traceparent: '00-1', dataschema: 5, flag: true })).toBe(true);
  });

  it.each(BROKEN_RULES.filter(({ inSchema }) => inSchema).map((rule) => [rule.rule, rule] as const))(
    'refuses %s',
    (_, rule) => {
      const event = soundUsageEvent();
      rule.breakIt(event);
      expect(validate(event)).toBe(false);
    },
  );

  it('takes whatever the ledger takes', () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 130 });
    const change = fc.record(
      { team: text, model: text, session: text, reportedCostUsd: fc.constantFrom('0', '12.5', '9'.repeat(128)) },
      { requiredKeys: [] },
    );
    let sound = 0;
    fc.assert(
      fc.property(change, text, (data, subject) => {
        const event = { ...soundUsageEvent(), subject, data: { ...(soundUsageEvent()['data'] as Json), ...data } };
        if (!validateUsageEvent(event, SOUND_ARRIVAL_MS).ok) return;
        sound++;
        expect(validate(event)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
    expect(sound).toBeGreaterThan(50);
  });
});

describe('docs/reference/ledger-events.schema.json', () => {
  const validate = schema('ledger-events');
  const verdict = validateUsageEvent(soundUsageEvent(), SOUND_ARRIVAL_MS) as { event: UsageEvent };
  const key = eventKeyOf(verdict.event.source, verdict.event.id);
  const usage = canonicalUsage(verdict.event, eventKeyText(key));
  const kafka = { topic: 'usage-events', partition: 0, offset: 9007199254740993n };
  const line = (type: string, data: string) => ({
    position: '12',
    id: ledgerEventId(key),
    stream: 'intake-kafka.usage-events-0',
    revision: 0,
    type,
    data: JSON.parse(data) as Json,
    metadata: JSON.parse(usageMetadata('2026-05-18T09:30:01.000Z', kafka)) as Json,
  });

  it('takes what the ledger writes', () => {
    expect(validate(line('UsageRecorded', usage.recorded('a-1')))).toBe(true);
    expect(validate(line('UsageConflicted', usage.conflicted('a-1', eventKeyText(usage.fingerprint()))))).toBe(true);
  });

  const eventKey = eventKeyText(key);
  const by = { eventKey, reason: 'sent for the wrong team', author: 'p_1' };
  const tokens = { input: 1, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0 };
  const decision = (event: UsageDecisionEvent) => ({
    position: '12',
    id: '5f0c2b8e-6f4b-4a57-9d5c-0c5d2b1f6a3e',
    stream: decisionStream(eventKey),
    revision: 0,
    type: event.type,
    data: JSON.parse(canonicalDecision(event)) as Json,
    metadata: JSON.parse(decisionMetadata('2026-05-18T09:30:01.000Z', idempotencyKeyHash(key, 'k'))) as Json,
  });
  const corrected = decision({
    type: 'UsageCorrected',
    data: { ...by, tokens, attributes: { team: 'b', project: null, activity: null, model: 'm' } },
  });
  const voided = decision({ type: 'UsageVoided', data: by });

  it('takes decisions, with and without an idempotency key', () => {
    for (const one of [corrected, voided, decision({ type: 'UsageCorrected', data: { ...by, tokens } })]) {
      expect(validate(one)).toBe(true);
      expect(validate({ ...one, metadata: JSON.parse(decisionMetadata('2026-05-18T09:30:01.000Z')) as Json })).toBe(
        true,
      );
    }
  });

  it('refuses a decision in another stream, without a reason, about nothing, or about what cannot be corrected', () => {
    expect(validate({ ...corrected, stream: 'intake-http.0' })).toBe(false);
    expect(validate({ ...voided, data: { eventKey, author: 'p_1' } })).toBe(false);
    expect(validate({ ...corrected, data: by })).toBe(false);
    expect(validate({ ...voided, data: { ...by, tokens } })).toBe(false);
    expect(validate({ ...corrected, data: { ...by, attributes: { actor: 'p_2' } } })).toBe(false);
    expect(validate({ ...corrected, data: { ...by, attributes: { model: null } } })).toBe(false);
    expect(validate({ ...corrected, data: { ...by, tokens: { input: 1 } } })).toBe(false);
    expect(validate({ ...corrected, metadata: { ...corrected.metadata, kafka } })).toBe(false);
  });

  const house = (stream: string, type: string, data: object) => ({
    ...line(type, canonicalDecision({ data })),
    id: '5f0c2b8e-6f4b-4a57-9d5c-0c5d2b1f6a3e',
    stream,
    metadata: JSON.parse(decisionMetadata('2026-05-18T09:30:01.000Z')) as Json,
  });
  const policy = { from: '2026-06-01T00:00:00Z', boards: { teams: ['member'] }, names: 'pseudonyms', author: 'p_1' };
  const viewed = { viewer: 'p_aaaaaaaaaaaaaaaa', whose: 'p_bbbbbbbbbbbbbbb2', what: 'events', purpose: 'support' };
  const price = {
    ...{ provider: 'anthropic', model: 'claude-sonnet-4-5', from: '2026-06-01T00:00:00Z' },
    ...{ perMillion: { input: 3_000_000_000, output: 0 }, source: 'the contract', author: 'p_1' },
  };
  const HOUSE = [
    house('rosters', 'RosterDeclared', { team: 'payments', from: '2026-06-01', size: 14, author: 'p_1' }),
    house('policy', 'PolicyAdopted', { ...policy, purposes: ['support'], text: 'No one is judged by these.' }),
    house('access-2026-05-18.projector-0', 'DataViewed', viewed),
    house('naming-p_bbbbbbbbbbbbbbb2', 'NamingChosen', { actor: 'p_bbbbbbbbbbbbbbb2', named: true }),
    house('prices', 'PriceListed', price),
    house('prices', 'PriceListed', { ...price, to: '2026-07-01T00:00:00.25Z', perMillion: {} }),
  ];

  it.each(HOUSE.map((one) => [one.type, one] as const))('takes a %s, in its own stream only', (_, one) => {
    expect(validate(one)).toBe(true);
    expect(validate({ ...one, stream: 'intake-http.0' })).toBe(false);
    expect(validate({ ...one, data: { ...one.data, subject: 'x' } })).toBe(false);
    for (const name of Object.keys(one.data).filter((member) => !['text', 'to'].includes(member))) {
      expect(validate({ ...one, data: { ...one.data, [name]: undefined } })).toBe(false);
      expect(validate({ ...one, data: { ...one.data, [name]: null } })).toBe(false);
    }
  });

  it.each([
    [{ perMillion: { input: -1 } }],
    [{ perMillion: { input: 1.5 } }],
    [{ perMillion: { input: 1_000_000_000_000_001 } }],
    [{ perMillion: { total: 1 } }],
    [{ perMillion: [] }],
    [{ from: '2026-06-01T00:00:00.0001Z' }],
    [{ to: '2026-06-01' }],
    [{ model: 'm'.repeat(129) }],
    [{ source: 's'.repeat(257) }],
  ])('refuses a price with %j', (change) => {
    expect(validate(house('prices', 'PriceListed', { ...price, ...change }))).toBe(false);
  });

  it('refuses one type in the place of the other, a missing bucket, a raw id, an unknown member', () => {
    expect(validate(line('UsageConflicted', usage.recorded('a-1')))).toBe(false);
    expect(validate(line('UsageRecorded', usage.conflicted('a-1', eventKeyText(key))))).toBe(false);
    const recorded = line('UsageRecorded', usage.recorded('a-1'));
    expect(validate({ ...recorded, data: { ...recorded.data, tokens: { input: 1 } } })).toBe(false);
    expect(validate({ ...recorded, data: { ...recorded.data, id: 'evt-1' } })).toBe(false);
    expect(validate({ ...recorded, metadata: { ...recorded.metadata, subject: 'x' } })).toBe(false);
  });
});

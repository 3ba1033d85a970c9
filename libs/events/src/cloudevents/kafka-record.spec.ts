import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BROKEN_RULES } from '../contract/broken-usage-events.js';
import { SOUND_ARRIVAL_MS, soundUsageEvent } from '../contract/sound-usage-event.js';
import { decodeKafkaRecord, type KafkaHeaders } from './kafka-record.js';

const sound = Buffer.from(JSON.stringify(soundUsageEvent()));
const decode = (value: Buffer | null, headers?: KafkaHeaders) =>
  decodeKafkaRecord({ value, headers }, SOUND_ARRIVAL_MS);
const CE_JSON = { 'content-type': Buffer.from('application/cloudevents+json; charset=UTF-8') };

/** The same event in binary mode. */
function binary(change: Record<string, Buffer | string | Buffer[] | undefined> = {}): {
  value: Buffer;
  headers: KafkaHeaders;
} {
  const { data, datacontenttype, ...attributes } = soundUsageEvent();
  const headers = Object.entries(attributes).map(([name, text]) => [`ce_${name}`, Buffer.from(String(text))]);
  return {
    value: Buffer.from(JSON.stringify(data)),
    headers: { ...Object.fromEntries(headers), 'content-type': String(datacontenttype), ...change } as KafkaHeaders,
  };
}
const decodeBinary = ({ value, headers }: ReturnType<typeof binary>) => decode(value, headers);

describe('usage events from Kafka', () => {
  it('are read in structured mode with the content type, without headers, and beside headers of others', () => {
    for (const headers of [CE_JSON, undefined, {}, { traceparent: Buffer.from('00-1') }]) {
      expect(decode(sound, headers)).toMatchObject({ ok: true, event: { id: 'evt-1' } });
    }
  });

  it('are read in binary mode, and are then the same events', () => {
    expect(decodeBinary(binary())).toEqual(decode(sound));
    expect(decodeBinary(binary({ 'content-type': undefined }))).toEqual(decode(sound));
    expect(decodeBinary(binary({ ce_subject: Buffer.from('Jürgen \u{1f600} 100%25') }))).toMatchObject({
      event: { subject: 'Jürgen \u{1f600} 100%25' },
    });
  });

  it.each([
    ['a missing header', { ce_id: undefined }, 'missing-field', 'id'],
    ['another type', { ce_type: 'x' }, 'unsupported-type', 'type'],
    ['an attribute that is no UTF-8', { ce_subject: Buffer.from([0x61, 0xff]) }, 'invalid-field', 'subject'],
    ['another content type', { 'content-type': 'text/plain' }, 'invalid-field', 'datacontenttype'],
    ['an attribute called data', { ce_data: 'x' }, 'unknown-field', 'ce-data'],
    ['data_base64', { ce_data_base64: 'x' }, 'unknown-field', 'data_base64'],
    ['__proto__', { ce___proto__: 'x' }, 'unknown-field', '__proto__'],
    ['a repeated header', { ce_id: [Buffer.from('1'), Buffer.from('2')] }, 'not-a-cloudevent', undefined],
  ])('in binary mode are refused with %s', (_, change, code, field) => {
    const verdict = decodeBinary(binary(change));
    expect(verdict).toMatchObject({ ok: false, fault: { code } });
    expect(verdict.ok || verdict.fault.field).toBe(field);
  });

  it.each<[string, Buffer | null, KafkaHeaders | undefined]>([
    ['no value', null, undefined],
    ['no value in binary mode', null, binary().headers],
    ['an empty value', Buffer.alloc(0), undefined],
    ['truncated JSON', sound.subarray(0, 100), CE_JSON],
    ['a byte order mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), sound]), CE_JSON],
    ['invalid UTF-8', Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xc0, 0x80]), Buffer.from('"}')]), CE_JSON],
    [
      'encoded surrogates',
      Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}')]),
      CE_JSON,
    ],
    ['UTF-16', Buffer.from(sound.toString(), 'utf16le'), CE_JSON],
    ['an array', Buffer.from('[]'), CE_JSON],
    ['a number', Buffer.from('1e400'), undefined],
    ['deep nesting', Buffer.from(`${'['.repeat(300_000)}${']'.repeat(300_000)}`), undefined],
    ['deep nesting, cut off', Buffer.from('{"a":'.repeat(300_000)), undefined],
    ['a batch', sound, { 'content-type': 'application/cloudevents-batch+json' }],
    ['another event format', sound, { 'content-type': 'application/cloudevents+avro' }],
    ['another charset', sound, { 'content-type': 'application/cloudevents+json; charset=utf-16' }],
    ['plain JSON without attributes', sound, { 'content-type': 'application/json' }],
    ['a content type that is no UTF-8', sound, { 'content-type': Buffer.from([0xff]) }],
  ])('are refused as no CloudEvents with %s', (_, value, headers) => {
    const verdict = decode(value, headers);
    expect(verdict).toMatchObject({ ok: false, fault: { code: 'not-a-cloudevent' }, id: null, source: null });
    expect(JSON.stringify(verdict).length).toBeLessThan(300);
  });

  it('break rules in JSON as they do in memory', () => {
    for (const { rule, breakIt, code, field } of BROKEN_RULES) {
      const event = soundUsageEvent();
      breakIt(event);
      // what JSON.stringify cannot say
      const text = JSON.stringify(event, (_, value: unknown) => (value === Infinity ? '1e400' : value));
      const verdict = decode(Buffer.from(text.replace('"1e400"', '1e400')));
      if (rule.startsWith('a negative zero')) continue;
      expect([rule, verdict]).toMatchObject([rule, { ok: false, fault: { code, field } }]);
    }
  });

  it('never throw, whatever the bytes are', () => {
    const cut = fc.tuple(fc.nat(sound.length), fc.uint8Array({ maxLength: 4 })).map(([at, noise]) => {
      return Buffer.concat([sound.subarray(0, at), noise, sound.subarray(at + noise.length)]);
    });
    const bytes = fc.uint8Array({ maxLength: 200 }).map((value) => Buffer.from(value));
    const name = fc.oneof(fc.constantFrom('content-type', 'ce_id', 'ce_', 'ce___proto__', '__proto__'), fc.string());
    const headers = fc.dictionary(
      name,
      fc.oneof(bytes, fc.string({ unit: 'binary' }), fc.array(bytes, { maxLength: 2 })),
    );
    fc.assert(
      fc.property(
        fc.oneof(bytes, cut, fc.constant(null)),
        fc.option(headers, { nil: undefined }),
        (value, withHeaders) => {
          expect(typeof decode(value, withHeaders).ok).toBe('boolean');
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

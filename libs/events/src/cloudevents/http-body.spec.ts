import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SOUND_ARRIVAL_MS, soundUsageEvent } from '../contract/sound-usage-event.js';
import { validateUsageEvent } from '../usage-event/validate-usage-event.js';
import { decodeHttpBody, type HttpHeaders } from './http-body.js';

const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const structured = { 'content-type': 'application/cloudevents+json' };
const batch = { 'content-type': 'application/cloudevents-batch+json; charset=utf-8' };

/** Percent-encoded as the HTTP binding asks for. */
function binaryHeaders(change: HttpHeaders = {}): HttpHeaders {
  const { datacontenttype, ...attributes } = soundUsageEvent();
  delete attributes['data'];
  const headers = Object.entries(attributes).map(([name, text]) => [`ce-${name}`, String(text)]);
  return { ...Object.fromEntries(headers), 'content-type': String(datacontenttype), ...change } as HttpHeaders;
}

function decodedBinary(change: HttpHeaders) {
  const decoded = decodeHttpBody(binaryHeaders(change), json(soundUsageEvent()['data']));
  if (!decoded.ok) throw new Error(decoded.detail);
  return validateUsageEvent(decoded.candidates[0], SOUND_ARRIVAL_MS);
}

describe('usage events by HTTP', () => {
  it('come in structured, batch and binary mode', () => {
    const event = soundUsageEvent();
    expect(decodeHttpBody(structured, json(event))).toEqual({ ok: true, mode: 'structured', candidates: [event] });
    expect(decodeHttpBody(batch, json([event, 5]))).toEqual({ ok: true, mode: 'batch', candidates: [event, 5] });
    expect(decodeHttpBody(batch, json([]))).toEqual({ ok: true, mode: 'batch', candidates: [] });
    expect(decodedBinary({})).toEqual(validateUsageEvent(event, SOUND_ARRIVAL_MS));
    expect(decodedBinary({ 'content-type': undefined })).toMatchObject({ ok: true });
  });

  it.each([
    // CloudEvents HTTP binding, 3.1.3.2
    ['Euro%20%E2%82%AC%20%F0%9F%98%80', 'Euro € \u{1f600}'],
    ['plain', 'plain'],
    ['"quoted \\"text\\" \\\\"', 'quoted "text" \\'],
    ['100%2525', '100%25'],
    ['100%', '100%'],
    [Buffer.from('Jürgen').toString('latin1'), 'Jürgen'],
  ])('have header %j decoded to %j', (header, subject) => {
    expect(decodedBinary({ 'ce-subject': header })).toMatchObject({ event: { subject } });
  });

  it.each([
    ['bytes that are no UTF-8', { 'ce-subject': '%FF' }, 'invalid-field', 'subject'],
    ['Latin-1 bytes', { 'ce-subject': 'J\u00fcrgen' }, 'invalid-field', 'subject'],
    ['a zero byte', { 'ce-id': 'a%00b' }, 'invalid-field', 'id'],
    ['no version', { 'ce-specversion': undefined }, 'missing-field', 'specversion'],
    ['an attribute called data', { 'ce-data': '{}' }, 'unknown-field', 'ce-data'],
    ['__proto__', { 'ce-__proto__': '{}' }, 'unknown-field', '__proto__'],
  ])('in binary mode are refused with %s', (_, change, code, field) => {
    expect(decodedBinary(change as HttpHeaders)).toMatchObject({ ok: false, fault: { code, field } });
  });

  it.each<[string, HttpHeaders, Buffer]>([
    ['no JSON', structured, Buffer.from('{"a":')],
    ['no object', structured, json([soundUsageEvent()])],
    ['null', structured, json(null)],
    ['no array in a batch', batch, json(soundUsageEvent())],
    ['an empty body', batch, Buffer.alloc(0)],
    ['bytes', structured, Buffer.from([0xff, 0xfe, 0x00])],
    ['a byte order mark', structured, Buffer.from('\ufeff{}')],
    ['no JSON in binary mode', binaryHeaders(), Buffer.from('input=1')],
    ['no object in binary mode', binaryHeaders(), json(5)],
  ])('are no CloudEvents: %s', (_, headers, body) => {
    expect(decodeHttpBody(headers, body)).toMatchObject({ ok: false, code: 'not-a-cloudevent' });
  });

  it.each<[string, HttpHeaders]>([
    ['no headers', {}],
    ['plain JSON', { 'content-type': 'application/json' }],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['another event format', { 'content-type': 'application/cloudevents+xml' }],
    ['another charset', { 'content-type': 'application/cloudevents+json; charset="utf-16"' }],
    ['text in binary mode', binaryHeaders({ 'content-type': 'text/plain' })],
  ])('are refused by media type with %s', (_, headers) => {
    expect(decodeHttpBody(headers, json(soundUsageEvent()))).toMatchObject({ code: 'unsupported-media-type' });
  });

  it('come at most 1,000 at once', () => {
    expect(decodeHttpBody(batch, json(Array(1000).fill(0)))).toMatchObject({ ok: true });
    expect(decodeHttpBody(batch, json(Array(1001).fill(0)))).toMatchObject({ code: 'batch-too-large' });
  });

  it('never make the decoder throw', () => {
    const type = fc.constantFrom(structured, batch, binaryHeaders());
    const headers = fc.dictionary(
      fc.oneof(fc.constantFrom('content-type', 'ce-id', 'ce-'), fc.string()),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(type, headers, fc.uint8Array(), (base, more, body) => {
        expect(typeof decodeHttpBody({ ...base, ...more }, Buffer.from(body)).ok).toBe('boolean');
      }),
      { numRuns: 2_000 },
    );
  });
});

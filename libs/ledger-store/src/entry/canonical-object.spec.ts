import { expect, it } from '@jest/globals';
import { canonicalJson } from '@tallystick/events';
import fc from 'fast-check';
import { canonicalObject } from './canonical-object.js';

const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');

it('gives back whatever is canonical', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), (value) => {
      const text = canonicalJson(value);
      expect(canonicalObject(bytes(text))).toEqual({ text, value: JSON.parse(text) });
    }),
  );
});

it.each([
  ['nothing', ''],
  ['a list', '[1]'],
  ['a text', '"a"'],
  ['a space', '{"a": 1}'],
  ['a line end', '{"a":1}\n'],
  ['names out of order', '{"b":1,"a":2}'],
  ['names in the order of numbers', '{"9":1,"10":2}'],
  ['a name twice', '{"a":1,"a":1}'],
  ['a number in other words', '{"a":1.0}'],
  ['an escape that is not needed', '{"a":"\\u0041"}'],
  ['a lone surrogate', '{"a":"\\ud800"}'],
  ['a byte order mark', '\ufeff{"a":1}'],
  ['no JSON', '{"a":}'],
])('knows %s as not canonical', (_what, text) => expect(canonicalObject(bytes(text))).toBeUndefined());

it('knows bytes that are no UTF-8', () => {
  expect(canonicalObject(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).toBeUndefined();
});

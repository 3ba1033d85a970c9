import { expect, it } from '@jest/globals';
import { canonicalEntry, canonicalJson, type CanonicalJson } from '@tallystick/events';
import fc from 'fast-check';
import { EntryTexts } from './entry-text.js';

const text = fc.string({ unit: 'binary', maxLength: 40 });
const object = fc.dictionary(text, fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null), fc.array(text)));

it('is the canonical entry, whatever the strings hold', () => {
  fc.assert(
    fc.property(text, text, text, object, object, fc.nat(), (id, stream, type, data, metadata, revision) => {
      const event = { id, type, data: canonicalJson(data), metadata: canonicalJson(metadata) };
      const texts = new EntryTexts(stream);
      const whole = canonicalJson({ id, stream, revision, type, data, metadata });
      expect(texts.of(event, revision)).toBe(whole);
      expect(texts.of(event, BigInt(revision))).toBe(whole);
      expect(canonicalEntry({ ...event, stream, revision: BigInt(revision) })).toBe(whole as string as CanonicalJson);
    }),
  );
});

it('does not carry one event’s type over to the next', () => {
  const texts = new EntryTexts('s');
  const [data, metadata] = ['{}', '{}'] as [CanonicalJson, CanonicalJson];
  const types = ['A', 'B', 'B', 'A', ''].map(
    (type) => (JSON.parse(texts.of({ id: 'i', type, data, metadata }, 0)) as { type: string }).type,
  );
  expect(types).toEqual(['A', 'B', 'B', 'A', '']);
});

import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { conflictEventId, eventKeyOf, eventKeyText, ledgerEventId } from './event-identity.js';

const UUID_V8 = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('identity of a usage event', () => {
  it('is SHA-256 of source, a zero byte and id', () => {
    // printf 'urn:a\0id-1' | sha256sum
    const key = eventKeyOf('urn:a', 'id-1');
    expect(key.toString('hex')).toBe('2b6b8b15851917c50b89bba0a3004e396e9e146d91b44cea56327ecea0d05020');
    expect(eventKeyText(key)).toBe(key.toString('base64url'));
  });

  it('agrees with a streaming hash on any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (source, id) => {
        const expected = createHash('sha256')
          .update(source)
          .update(Buffer.from([0]))
          .update(id)
          .digest();
        expect(eventKeyOf(source, id).equals(expected)).toBe(true);
      }),
    );
  });

  it('becomes a UUID of version 8 that keeps all other bits of the first 16 bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (key) => {
        const id = ledgerEventId(key);
        expect(id).toMatch(UUID_V8);
        const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
        const expected = Buffer.from(key.subarray(0, 16));
        expected[6] = (expected[6]! & 0x0f) | 0x80;
        expected[8] = (expected[8]! & 0x3f) | 0x80;
        expect(bytes.equals(expected)).toBe(true);
      }),
    );
  });

  it('gives each claim of a conflict an id of its own, the same each time', () => {
    const key = eventKeyOf('urn:a', '1');
    const [one, other] = [eventKeyOf('f', '1'), eventKeyOf('f', '2')];
    expect(conflictEventId(key, one)).toMatch(UUID_V8);
    expect(conflictEventId(key, one)).toBe(conflictEventId(Uint8Array.from(key), Uint8Array.from(one)));
    expect(new Set([conflictEventId(key, one), conflictEventId(key, other), ledgerEventId(key)]).size).toBe(3);
  });
});

import { describe, expect, it } from '@jest/globals';
import { decideUsage } from './decide-usage.js';

const fingerprint = (byte: number) => new Uint8Array(32).fill(byte);
const known = { fingerprint: fingerprint(1), position: 7n };

describe('what becomes of a usage event', () => {
  it.each([
    ['record', 'the first of its key', undefined, 1, false],
    ['duplicate', 'the same event again', known, 1, false],
    ['duplicate', 'the same event again after a conflict', known, 1, true],
    ['conflict', 'another event under a known key', known, 2, false],
    ['known-conflict', 'a claim on record already', known, 2, true],
  ] as const)('is %s for %s', (decision, _, before, byte, conflictKnown) => {
    expect(decideUsage(before, fingerprint(byte), conflictKnown)).toBe(decision);
  });

  it('looks at every byte', () => {
    for (let at = 0; at < 32; at++) {
      const other = fingerprint(1);
      other[at] = 9;
      expect(decideUsage(known, other, false)).toBe('conflict');
    }
    expect(decideUsage(known, new Uint8Array(31).fill(1), false)).toBe('conflict');
    expect(decideUsage(known, Buffer.alloc(32, 1), false)).toBe('duplicate');
  });
});

import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { START, type IdentityEntry, type IdentityIndex, type Position } from './index.js';

export interface IdentityIndexHome {
  open(): Promise<IdentityIndex>;
  /** False when every opening begins anew (memory). */
  readonly keeps: boolean;
  remove(): Promise<void>;
}

export const sha = (text: string): Buffer => createHash('sha256').update(text).digest();
const at = (n: number): Position => BigInt(n) as Position;

export function identityEntry(name: string, position: number, fingerprint = `fp of ${name}`): IdentityEntry {
  return { key: sha(name), fingerprint: sha(fingerprint), position: at(position), kind: 'recorded' };
}

/** Every adapter of the IdentityIndex port passes this suite. */
export function describeIdentityIndex(name: string, makeHome: () => Promise<IdentityIndexHome>): void {
  describe(`IdentityIndex: ${name}`, () => {
    let home: IdentityIndexHome;
    let index: IdentityIndex;

    beforeEach(async () => {
      home = await makeHome();
      index = await home.open();
    });
    afterEach(async () => {
      await index.close();
      await home.remove();
    });

    const found = (key: string): [number, string] | undefined => {
      const known = index.find(sha(key));
      return known && [Number(known.position), Buffer.from(known.fingerprint).toString('hex')];
    };
    const expected = (position: number, fingerprint: string): [number, string] => [
      position,
      sha(fingerprint).toString('hex'),
    ];

    it('knows nothing at first', () => {
      expect(index.completeUpTo()).toBe(START);
      expect(index.find(sha('a'))).toBeUndefined();
      expect(index.hasConflict(sha('a'), sha('x'))).toBe(false);
    });

    it('finds what was advanced over, and says how far it is complete', () => {
      index.advance([identityEntry('a', 1), identityEntry('b', 3)], at(5));
      expect(index.completeUpTo()).toBe(5n);
      expect(found('a')).toEqual(expected(1, 'fp of a'));
      expect(found('b')).toEqual(expected(3, 'fp of b'));
      index.advance([], at(9));
      expect(index.completeUpTo()).toBe(9n);
    });

    it('keeps the first of a key in the ledger order', () => {
      index.advance([identityEntry('a', 1, 'first'), identityEntry('a', 2, 'second')], at(2));
      index.advance([identityEntry('a', 3, 'third')], at(3));
      expect(found('a')).toEqual(expected(1, 'first'));
    });

    it('finds what was noted ahead, and takes an earlier one that turns up on the way there', () => {
      index.note([identityEntry('a', 7, 'seventh')]);
      expect(index.completeUpTo()).toBe(START);
      expect(found('a')).toEqual(expected(7, 'seventh'));
      index.advance([identityEntry('a', 4, 'fourth')], at(6));
      expect(found('a')).toEqual(expected(4, 'fourth'));
      index.advance([identityEntry('a', 7, 'seventh')], at(7));
      expect(found('a')).toEqual(expected(4, 'fourth'));
    });

    it('never goes back', () => {
      index.advance([identityEntry('a', 1)], at(8));
      index.advance([identityEntry('a', 1)], at(3));
      expect(index.completeUpTo()).toBe(8n);
    });

    it('remembers conflicts by key and fingerprint, apart from first positions', () => {
      index.advance([identityEntry('a', 1, 'x'), { ...identityEntry('a', 2, 'y'), kind: 'conflicted' }], at(2));
      expect(index.hasConflict(sha('a'), sha('y'))).toBe(true);
      expect(index.hasConflict(sha('a'), sha('x'))).toBe(false);
      expect(index.hasConflict(sha('b'), sha('y'))).toBe(false);
      expect(found('a')).toEqual(expected(1, 'x'));
    });

    it('gives answers that stay as they are', () => {
      index.advance([identityEntry('a', 1)], at(1));
      const before = index.find(sha('a'));
      index.advance(
        Array.from({ length: 500 }, (_, i) => identityEntry(`other ${i}`, i + 2)),
        at(501),
      );
      for (let i = 0; i < 500; i += 1) index.find(sha(`other ${i}`));
      expect(Buffer.from(before?.fingerprint ?? []).equals(sha('fp of a'))).toBe(true);
    });

    it('does not keep the caller’s buffers', () => {
      const entry = identityEntry('a', 1);
      const key = Buffer.from(entry.key);
      const fingerprint = Buffer.from(entry.fingerprint);
      index.advance([{ ...entry, key, fingerprint }], at(1));
      key.fill(0);
      fingerprint.fill(0);
      expect(found('a')).toEqual(expected(1, 'fp of a'));
    });

    it('agrees with a plain map over many entries, noted in any order', async () => {
      const plain = new Map<string, number>();
      let seed = 20260504;
      const random = (below: number): number => {
        seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
        return Math.floor((seed / 2 ** 32) * below);
      };
      for (let batch = 0; batch < 60; batch += 1) {
        const entries = Array.from({ length: 100 }, () => {
          const key = `k${random(3_000)}`;
          const position = 1 + random(1_000_000);
          plain.set(key, Math.min(position, plain.get(key) ?? Infinity));
          return identityEntry(key, position, `${key} at ${position}`);
        });
        index.note(entries);
        if (batch % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      for (let k = 0; k < 3_000; k += 1) {
        const position = plain.get(`k${k}`);
        expect(found(`k${k}`)).toEqual(position === undefined ? undefined : expected(position, `k${k} at ${position}`));
      }
    });

    it('holds all of it after it was closed and opened again', async () => {
      if (!home.keeps) return expect(home.keeps).toBe(false);
      index.advance([identityEntry('a', 1), { ...identityEntry('a', 2, 'y'), kind: 'conflicted' }], at(12));
      await index.close();
      index = await home.open();
      expect(index.completeUpTo()).toBe(12n);
      expect(found('a')).toEqual(expected(1, 'fp of a'));
      expect(index.hasConflict(sha('a'), sha('y'))).toBe(true);
    });
  });
}

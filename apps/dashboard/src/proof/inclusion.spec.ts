import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromBase64, utf8, type Bytes } from './bytes.js';
import { isIncluded, leafHash } from './inclusion.js';

/** Made by Go's sumdb/tlog: libs/transparency/vectors/main.go. */
const { roots, inclusion } = JSON.parse(
  readFileSync(join(process.cwd(), 'libs/transparency/vectors/vectors.json'), 'utf8'),
) as {
  roots: { size: number; root: string }[];
  inclusion: { index: number; size: number; proof: string[] }[];
};
const bytes = (text: string): Bytes => fromBase64(text)!;
const rootOf = (size: number): Bytes => bytes(roots.find((each) => each.size === size)!.root);

describe('an inclusion proof', () => {
  it('holds as Go made it, and for no other leaf, index, size, root or number of hashes', async () => {
    expect(inclusion.length).toBeGreaterThan(50);
    for (const { index, size, proof } of inclusion) {
      const leaf = await leafHash(utf8(`entry ${index}`));
      const claim = { index, size, leaf, hashes: proof.map(bytes), root: rootOf(size) };
      const wrong = [
        { ...claim, leaf: await leafHash(utf8(`entry ${index + 1}`)) },
        { ...claim, index: size },
        { ...claim, root: await leafHash(claim.root) },
        { ...claim, hashes: [...claim.hashes, leaf] },
        ...(proof.length === 0 ? [] : [{ ...claim, hashes: claim.hashes.slice(1) }]),
        ...(index + 1 < size ? [{ ...claim, index: index + 1 }] : []),
      ];
      expect({ index, size, holds: await isIncluded(claim) }).toEqual({ index, size, holds: true });
      for (const one of wrong) expect(await isIncluded(one)).toBe(false);
    }
  });
});

import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { EMPTY_ROOT, leafHash, leafIndex, treeSize, type Hash } from './hash.js';
import { consistencyRanges, verifyConsistency } from './consistency-proof.js';
import { inclusionRanges, verifyInclusion } from './inclusion-proof.js';
import { rootOfHashes } from './root-of-hashes.js';
import { TileEdge } from '../tiles/tile-edge.js';

/** Made by libs/transparency/vectors/main.go with golang.org/x/mod/sumdb/tlog: `go run . > vectors.json`. */
interface Vectors {
  readonly roots: readonly { readonly size: number; readonly root: string }[];
  readonly inclusion: readonly { readonly index: number; readonly size: number; readonly proof: readonly string[] }[];
  readonly consistency: readonly {
    readonly oldSize: number;
    readonly size: number;
    readonly proof: readonly string[];
  }[];
}
const vectors = JSON.parse(
  readFileSync(join(process.cwd(), 'libs/transparency/vectors/vectors.json'), 'utf8'),
) as Vectors;

const hex = (hash: Hash) => Buffer.from(hash).toString('hex');
const base64 = (hash: Hash) => Buffer.from(hash).toString('base64');
const decoded = (proof: readonly string[]) => proof.map((hash) => Buffer.from(hash, 'base64'));
const leaf = (index: number) => leafHash(Buffer.from(`entry ${index}`));
const roots = new Map(vectors.roots.map(({ size, root }) => [size, Buffer.from(root, 'base64')]));
const rootOf = (size: number): Hash => roots.get(size)!;

describe('a Merkle tree', () => {
  it('has the roots of the published vectors of Certificate Transparency', () => {
    const leaves = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
    const published = [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
      '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
      'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    ];
    const edge = new TileEdge();
    expect(hex(edge.root())).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    leaves.forEach((text, i) => {
      edge.append(leafHash(Buffer.from(text, 'hex')));
      expect(hex(edge.root())).toBe(published[i]);
    });
  });

  it('has the roots that Go finds, at 0 to 1,025 leaves and around 65,536, from its edge of tiles', () => {
    const edge = new TileEdge();
    for (let size = 0; size <= 65_537; size++) {
      const expected = roots.get(size);
      if (expected !== undefined) expect({ size, root: base64(edge.root()) }).toEqual({ size, root: base64(expected) });
      edge.append(leaf(size));
    }
  });

  it('has the same roots when hashed as a whole', () => {
    for (let size = 0; size <= 260; size++) {
      const leaves = Buffer.concat(Array.from({ length: size }, (_, i) => leaf(i)));
      expect(base64(rootOfHashes(leaves))).toBe(base64(rootOf(size)));
    }
  });

  it('takes up its edge from the tiles as if it had never been away', () => {
    for (const size of [0, 1, 255, 256, 257, 511, 512, 1025]) {
      const edge = new TileEdge();
      for (let i = 0; i < size; i++) edge.append(leaf(i));
      const restored = TileEdge.restore(treeSize(size), edge.partial());
      expect(base64(restored.root())).toBe(base64(rootOf(size)));
      restored.append(leaf(size));
      if (roots.has(size + 1)) expect(base64(restored.root())).toBe(base64(rootOf(size + 1)));
    }
  });
});

describe('inclusion', () => {
  it("is shown by Go's proofs, each as long as ours", () => {
    for (const { index, size, proof } of vectors.inclusion) {
      const claim = { index: leafIndex(index), size: treeSize(size), leaf: leaf(index), root: rootOf(size) };
      expect(verifyInclusion({ ...claim, proof: decoded(proof) })).toBe(true);
      expect(inclusionRanges(claim.index, claim.size)).toHaveLength(proof.length);
    }
  });

  it('is not shown by a proof with any change', () => {
    const sample = fc.constantFrom(...vectors.inclusion.filter(({ proof }) => proof.length > 0));
    fc.assert(
      fc.property(
        sample,
        fc.nat(),
        fc.nat(255),
        fc.integer({ min: 1, max: 255 }),
        ({ index, size, proof }, at, byte, flip) => {
          const hashes = decoded(proof);
          const claim = {
            index: leafIndex(index),
            size: treeSize(size),
            leaf: leaf(index),
            root: rootOf(size),
            proof: hashes,
          };
          const where = at % hashes.length;
          const changed = hashes.map((hash) => Buffer.from(hash));
          changed[where]![byte % 32]! ^= flip;
          expect(verifyInclusion({ ...claim, proof: changed })).toBe(false);
          expect(verifyInclusion({ ...claim, proof: hashes.toSpliced(where, 1) })).toBe(false);
          expect(verifyInclusion({ ...claim, proof: hashes.toSpliced(where, 0, hashes[where]!) })).toBe(false);
          expect(verifyInclusion({ ...claim, leaf: leaf(index + 1) })).toBe(false);
          expect(verifyInclusion({ ...claim, index: leafIndex(index === 0 ? size - 1 : index - 1) })).toBe(false);
          expect(verifyInclusion({ ...claim, root: EMPTY_ROOT })).toBe(false);
          expect(verifyInclusion({ ...claim, size: treeSize(index) })).toBe(false);
        },
      ),
    );
  });
});

describe('consistency', () => {
  it("is shown by Go's proofs, each as long as ours", () => {
    for (const { oldSize, size, proof } of vectors.consistency) {
      const claim = { oldSize: treeSize(oldSize), oldRoot: rootOf(oldSize), size: treeSize(size), root: rootOf(size) };
      expect(verifyConsistency({ ...claim, proof: decoded(proof) })).toBe(true);
      expect(consistencyRanges(claim.oldSize, claim.size)).toHaveLength(proof.length);
    }
  });

  it('with the empty tree needs nothing, and takes nothing else', () => {
    const claim = { oldSize: treeSize(0), oldRoot: EMPTY_ROOT, size: treeSize(5), root: rootOf(5), proof: [] };
    expect(verifyConsistency(claim)).toBe(true);
    expect(verifyConsistency({ ...claim, oldRoot: rootOf(1) })).toBe(false);
    expect(verifyConsistency({ ...claim, proof: [rootOf(1)] })).toBe(false);
  });

  it('is not shown by a proof with any change', () => {
    const sample = fc.constantFrom(...vectors.consistency.filter(({ proof }) => proof.length > 0));
    fc.assert(
      fc.property(
        sample,
        fc.nat(),
        fc.nat(31),
        fc.integer({ min: 1, max: 255 }),
        ({ oldSize, size, proof }, at, byte, flip) => {
          const hashes = decoded(proof);
          const claim = {
            oldSize: treeSize(oldSize),
            oldRoot: rootOf(oldSize),
            size: treeSize(size),
            root: rootOf(size),
            proof: hashes,
          };
          const where = at % hashes.length;
          const changed = hashes.map((hash) => Buffer.from(hash));
          changed[where]![byte]! ^= flip;
          expect(verifyConsistency({ ...claim, proof: changed })).toBe(false);
          expect(verifyConsistency({ ...claim, proof: hashes.toSpliced(where, 1) })).toBe(false);
          expect(verifyConsistency({ ...claim, proof: [...hashes, hashes[0]!] })).toBe(false);
          expect(verifyConsistency({ ...claim, oldRoot: EMPTY_ROOT })).toBe(false);
          expect(verifyConsistency({ ...claim, root: rootOf(oldSize) })).toBe(false);
          expect(verifyConsistency({ ...claim, oldSize: claim.size, size: claim.oldSize })).toBe(false);
        },
      ),
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fsck } from '../fsck/fsck.js';
import { leafHash, leafIndex, treeSize } from '../merkle/hash.js';
import { verifyConsistency } from '../merkle/consistency-proof.js';
import { verifyInclusion } from '../merkle/inclusion-proof.js';
import { EMPTY, entries, entry, writtenLog } from '../testing/written-log.fixture.js';
import { LogWriter, type Tree } from './log-writer.js';
import { TileNodes } from './tile-nodes.js';

const vectors = JSON.parse(readFileSync(join(process.cwd(), 'libs/transparency/vectors/vectors.json'), 'utf8')) as {
  readonly roots: readonly { readonly size: number; readonly root: string }[];
  readonly inclusion: readonly { readonly index: number; readonly size: number; readonly proof: readonly string[] }[];
  readonly consistency: readonly {
    readonly oldSize: number;
    readonly size: number;
    readonly proof: readonly string[];
  }[];
};
const rootOf = (size: number) => Buffer.from(vectors.roots.find((root) => root.size === size)!.root, 'base64');

describe('a written log', () => {
  it('is sound at every size from 0 to 1,025, with the roots that Go finds', async () => {
    await using log = await writtenLog(0);
    for (let size = 0; size <= 1_025; size++) {
      const tree = await log.writer.seal();
      await log.writer.tidy();
      expect(tree.size).toBe(size);
      expect(Buffer.from(tree.root)).toEqual(rootOf(size));
      const seen: Uint8Array[] = [];
      await fsck({ files: log.files, ...tree, onEntries: (_, some) => void seen.push(...some) });
      expect(Buffer.concat(seen)).toEqual(Buffer.concat(entries(0, size)));
      await log.writer.append([entry(size)]);
    }
  });

  it('is sound at 65,535, 65,536 and 65,537, and gives the proofs that Go gives', async () => {
    await using log = await writtenLog(65_535);
    const trees: Tree[] = [];
    for (let size = 65_535; size <= 65_537; size++) {
      const tree = await log.writer.seal();
      expect(Buffer.from(tree.root)).toEqual(rootOf(size));
      await fsck({ files: log.files, ...tree });
      trees.push(tree);
      await log.writer.append([entry(size)]);
    }
    const nodes = new TileNodes(log.files);
    const base64 = (hashes: readonly Uint8Array[]) => hashes.map((hash) => Buffer.from(hash).toString('base64'));
    for (const { index, size, proof } of vectors.inclusion.filter((each) => each.size >= 65_535)) {
      const found = await nodes.inclusionProof(leafIndex(index), treeSize(size));
      expect(base64(found)).toEqual(proof);
      const claim = { index: leafIndex(index), size: treeSize(size), leaf: leafHash(entry(index)), root: rootOf(size) };
      expect(verifyInclusion({ ...claim, proof: found })).toBe(true);
    }
    for (const { oldSize, size, proof } of vectors.consistency.filter((each) => each.size >= 65_535)) {
      expect(base64(await nodes.consistencyProof(treeSize(oldSize), treeSize(size)))).toEqual(proof);
    }
    expect(await nodes.root(treeSize(65_537))).toEqual(new Uint8Array(rootOf(65_537)));
    const [first, , last] = trees as [Tree, Tree, Tree];
    const proof = await nodes.consistencyProof(first.size, last.size);
    expect(verifyConsistency({ oldSize: first.size, oldRoot: first.root, ...last, proof })).toBe(true);
  });

  it('goes on from any sealed tree, whatever was written behind it', async () => {
    for (const size of [0, 1, 255, 256, 257, 600]) {
      await using log = await writtenLog(size);
      const sealed = await log.writer.seal();
      // Written, but never under a checkpoint: as after a kill.
      await log.writer.append(entries(size, size + 300));
      await log.writer.seal();
      const again = await LogWriter.open(log.folder, log.files, sealed);
      await again.append(entries(size, 700 + size));
      const tree = await again.seal();
      await fsck({ files: log.files, ...tree });
    }
  });

  it('is not continued when its right edge is not the one of the checkpoint', async () => {
    await using log = await writtenLog(300);
    const sealed = await log.writer.seal();
    const root = Buffer.from(sealed.root);
    root[0]! ^= 1;
    await expect(LogWriter.open(log.folder, log.files, { ...sealed, root })).rejects.toThrow(
      'the tiles at the right edge do not hash to the root of the checkpoint of 300 entries',
    );
    const bundle = join(log.dir, 'tile/entries/001.p/44');
    writeFileSync(
      bundle,
      Buffer.from(readFileSync(bundle).toString('latin1').replace('entry 257', 'entry 2x7'), 'latin1'),
    );
    await expect(LogWriter.open(log.folder, log.files, sealed)).rejects.toThrow(/entry 257 in .* does not hash/);
  });

  it('keeps partial tiles for one more checkpoint than they are needed', async () => {
    await using log = await writtenLog(100);
    const partial = join(log.dir, 'tile/0/000.p');
    await log.writer.seal();
    await log.writer.tidy();
    await log.writer.append(entries(100, 300));
    await log.writer.seal();
    await log.writer.tidy();
    expect(existsSync(partial)).toBe(true);
    await log.writer.append(entries(300, 301));
    await log.writer.seal();
    await log.writer.tidy();
    expect(existsSync(partial)).toBe(false);
    expect(existsSync(join(log.dir, 'tile/entries/000.p'))).toBe(false);
    // Who still reads by the old checkpoint takes the first entries of the full tile.
    await fsck({ files: log.files, size: treeSize(100), root: rootOf(100) });
  });

  it('seals an empty tree without a file', async () => {
    await using log = await writtenLog(0);
    expect(await log.writer.seal()).toEqual(EMPTY);
    expect(existsSync(join(log.dir, 'tile'))).toBe(false);
  });
});

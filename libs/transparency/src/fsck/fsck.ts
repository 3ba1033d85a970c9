import { HASH_BYTES, leafHash, sameHash, type Hash, type LeafIndex, type TreeSize } from '../merkle/hash.js';
import { LogFault, type LogFiles } from '../tiles/log-files.js';
import { readEntries, readHashTile } from '../tiles/read-tile.js';
import { TileEdge, type HashTile } from '../tiles/tile-edge.js';
import { TILE_WIDTH, widthInTree } from '../tiles/tile-path.js';
import { blameEntry, blameTile } from './blame.js';
import { readAhead } from './read-ahead.js';
import { checkSpareTiles } from './spare-tiles.js';

export interface FsckOptions {
  readonly files: LogFiles;
  /** Of the checkpoint, whose signature is somebody else's business. */
  readonly size: TreeSize;
  readonly root: Hash;
  /** Called after each bundle with the entries checked so far. */
  readonly onProgress?: (entries: number) => void;
  /**
   * Called in order with each bundle's entries once they agree with their tile; they are proven only when fsck resolves.
   * The entries are views that may be kept.
   */
  readonly onEntries?: (first: LeafIndex, entries: readonly Uint8Array[]) => void | Promise<void>;
  readonly signal?: AbortSignal;
}

/** Bundles and tiles that are read ahead: 8 MiB at the very most, usually 1. */
const AHEAD = 8;

/**
 * Checks a whole log in one pass and constant memory: entries hash to the leaves of the lowest tiles, these to the tiles
 * above, and all to the root. In a folder, tiles that the tree has no use for (any more, or yet) are held against it, too.
 * @throws LogFault the first thing that is wrong, by its place
 * @throws LogUnreachable it could not be checked
 */
export async function fsck(options: FsckOptions): Promise<void> {
  const { files, size, root, onProgress, onEntries, signal } = options;
  const edge = new TileEdge();
  const bundles = Math.ceil(size / TILE_WIDTH);
  const bundleAt = async (index: number) => {
    const width = widthInTree('entries', index, size);
    const tile = readHashTile(files, { level: 0, index, width });
    tile.catch(() => undefined); // raised below: where both are wrong, the bundle is named, whichever is read sooner
    const entries = await readEntries(files, index, width);
    return { entries, tile: { level: 0, index, width, bytes: await tile } };
  };
  for await (const { entries, tile } of readAhead(bundles, AHEAD, bundleAt)) {
    signal?.throwIfAborted();
    const first = edge.size as number;
    const leaves = entries.map(leafHash);
    const differs = leaves.findIndex((leaf, i) => !sameHash(leaf, hashIn(tile, i)));
    if (differs >= 0) throw await blameEntry({ files, size, root, edge, leaves, tile, entry: first + differs });
    for (const leaf of leaves) {
      for (const full of edge.append(leaf)) if (full.level > 0) await compare(full);
    }
    await onEntries?.(first as LeafIndex, entries);
    onProgress?.(edge.size);
  }
  for (const partial of edge.partial()) if (partial.level > 0) await compare(partial);
  if (!sameHash(edge.root(), root)) throw wrongRoot(size);
  await checkSpareTiles(files, size);

  async function compare(made: HashTile): Promise<void> {
    const tile = { ...made, bytes: await readHashTile(files, made) };
    const differs = Array.from({ length: made.width }, (_, i) => i).find(
      (i) => !sameHash(hashIn(made, i), hashIn(tile, i)),
    );
    if (differs !== undefined) throw await blameTile({ files, size, root, edge, tile, made, differs });
  }
}

const hashIn = (tile: HashTile, i: number): Hash => tile.bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES);

function wrongRoot(size: TreeSize): LogFault {
  return new LogFault(
    'root',
    'checkpoint',
    `all ${size} entries and their tiles agree with each other, but not with the checkpoint's root: the checkpoint is of another history`,
  );
}

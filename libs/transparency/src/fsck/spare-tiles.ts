import { HASH_BYTES } from '../merkle/hash.js';
import { LogFault, type LogFiles } from '../tiles/log-files.js';
import { readEntries, readHashTile } from '../tiles/read-tile.js';
import { parseTilePath, TILE_WIDTH, tilePath, widthInTree, type TileId } from '../tiles/tile-path.js';

/**
 * Tiles that lie in a folder, but that nobody reads by this checkpoint: partial ones that a wider one took the place of
 * (somebody may read them by an older checkpoint), and wider ones that wait for the next. As far as the tree goes, each
 * must hold the same as the tile of the tree, which has been checked.
 * @throws LogFault | LogUnreachable
 */
export async function checkSpareTiles(files: LogFiles, size: number): Promise<void> {
  for await (const path of files.tiles?.() ?? []) {
    const spare = parseTilePath(path);
    if (spare === undefined) continue;
    const checked = { ...spare, width: widthInTree(spare.level, spare.index, size) };
    if (checked.width === 0 || checked.width === spare.width) continue;
    const [found, expected] = await Promise.all([partsOf(files, spare), partsOf(files, checked)]);
    const shared = Math.min(spare.width, checked.width);
    for (let i = 0; i < shared; i++) {
      if (Buffer.compare(found[i] as Uint8Array, expected[i] as Uint8Array) === 0) continue;
      const message = `${path} was changed: it differs from ${tilePath(checked)}, which is the tile of the tree`;
      const first = spare.level === 'entries' ? spare.index * TILE_WIDTH + i : undefined;
      throw new LogFault(spare.level === 'entries' ? 'entry' : 'tile', path, message, first);
    }
  }
}

/** A bundle's entries, or a tile's hashes. */
async function partsOf(files: LogFiles, { level, index, width }: TileId): Promise<readonly Uint8Array[]> {
  if (level === 'entries') return readEntries(files, index, width);
  const bytes = await readHashTile(files, { level, index, width });
  return Array.from({ length: width }, (_, i) => bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES));
}

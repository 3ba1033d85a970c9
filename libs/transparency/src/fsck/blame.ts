import { HASH_BYTES, sameHash, type Hash, type TreeSize } from '../merkle/hash.js';
import { rootOfHashes } from '../merkle/root-of-hashes.js';
import { LogFault, type LogFiles } from '../tiles/log-files.js';
import { readHashTile } from '../tiles/read-tile.js';
import { TileEdge, type HashTile } from '../tiles/tile-edge.js';
import { TILE_WIDTH, tilePath, widthInTree } from '../tiles/tile-path.js';

interface Scene {
  readonly files: LogFiles;
  readonly size: TreeSize;
  readonly root: Hash;
  /** The tree as checked so far. */
  readonly edge: TileEdge;
  /** As it was read. */
  readonly tile: HashTile;
}

/** An entry and the leaf in its tile differ: which of the two does the rest of the tree speak for? */
export async function blameEntry(scene: Scene & { leaves: readonly Hash[]; entry: number }): Promise<LogFault> {
  const { tile, leaves, entry } = scene;
  const bundle = tilePath({ ...tile, level: 'entries' });
  const hashes = tilePath(tile);
  if (await agreesWithTree(scene, tile.bytes)) {
    return new LogFault(
      'entry',
      bundle,
      `entry ${entry} was changed: ${bundle} has other bytes than the tree says`,
      entry,
    );
  }
  if (await agreesWithTree(scene, Buffer.concat(leaves))) {
    return new LogFault(
      'tile',
      hashes,
      `${hashes} was changed: it has another hash for entry ${entry} than the tree says`,
      entry,
    );
  }
  return new LogFault('entry', bundle, `entry ${entry} in ${bundle} does not hash to its leaf in ${hashes}`, entry);
}

/** A tile differs from what the tiles below it hash to. */
export async function blameTile(scene: Scene & { made: HashTile; differs: number }): Promise<LogFault> {
  const { tile, differs } = scene;
  const path = tilePath(tile);
  const leaves = TILE_WIDTH ** tile.level;
  const first = (tile.index * TILE_WIDTH + differs) * leaves;
  const range = `entries ${first} to ${first + leaves - 1}`;
  if (await agreesWithTree(scene, tile.bytes)) {
    const below = tilePath({ level: 'entries', index: first / TILE_WIDTH, width: TILE_WIDTH });
    return new LogFault(
      'entry',
      below,
      `${range} were changed, together with their tiles: ${path} and the tree above say otherwise`,
      first,
    );
  }
  return new LogFault('tile', path, `${path} was changed: it has another hash for ${range} than these have`, first);
}

/** Whether the tree above, as it was read, has this tile with these hashes. */
async function agreesWithTree({ files, size, root, edge, tile }: Scene, hashes: Uint8Array): Promise<boolean> {
  if (tile.width < TILE_WIDTH) return sameHash(rootWith(edge, size, { ...tile, bytes: hashes }), root);
  const level = tile.level + 1;
  const index = Math.floor(tile.index / TILE_WIDTH);
  const parent = await readHashTile(files, { level, index, width: widthInTree(level, index, size) });
  const at = (tile.index % TILE_WIDTH) * HASH_BYTES;
  return sameHash(parent.subarray(at, at + HASH_BYTES), rootOfHashes(hashes));
}

/** The root of the whole tree with `last` as its unfinished tile. */
function rootWith(edge: TileEdge, size: TreeSize, last: HashTile): Hash {
  const others = edge.partial().filter(({ level }) => level !== last.level);
  return TileEdge.restore(size, [...others, last]).root();
}

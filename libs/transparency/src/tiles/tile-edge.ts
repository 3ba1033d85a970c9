import { HASH_BYTES, treeSize, type Hash, type TreeSize } from '../merkle/hash.js';
import { joinRight, rootOfHashes } from '../merkle/root-of-hashes.js';
import { TILE_WIDTH, type TileId } from './tile-path.js';

export interface HashTile extends TileId {
  readonly level: number;
  readonly bytes: Uint8Array;
}

const NONE: readonly HashTile[] = [];

/**
 * The right edge of a growing tree as its unfinished tiles: at most one a level, 8 KiB each, however large the tree is.
 */
export class TileEdge {
  #size = 0;
  readonly #levels: Level[] = [];

  get size(): TreeSize {
    return treeSize(this.#size);
  }

  /** Adds the next leaf. @returns the tiles that it completed, lowest level first */
  append(leaf: Hash): readonly HashTile[] {
    this.#size += 1;
    let tile = this.#push(0, leaf);
    if (tile === undefined) return NONE;
    const full: HashTile[] = [];
    for (; tile !== undefined; tile = this.#push(tile.level + 1, rootOfHashes(tile.bytes))) full.push(tile);
    return full;
  }

  /** The unfinished tiles, lowest level first; levels without one are left out. */
  partial(): HashTile[] {
    return this.#levels.flatMap(({ hashes, index, width }, level) =>
      width === 0 ? [] : [{ level, index, width, bytes: hashes.slice(0, width * HASH_BYTES) }],
    );
  }

  root(): Hash {
    const highestFirst = this.partial().reverse();
    return joinRight(highestFirst.flatMap(({ bytes }) => perfectParts(bytes)));
  }

  /** The edge of a tree of `size` leaves, from its unfinished tiles: one for each level that has one. */
  static restore(size: TreeSize, tiles: readonly HashTile[]): TileEdge {
    const edge = new TileEdge();
    edge.#size = size;
    for (let level = 0, hashes: number = size; hashes > 0; level++, hashes = Math.floor(hashes / TILE_WIDTH)) {
      const width = hashes % TILE_WIDTH;
      const tile = tiles.find((candidate) => candidate.level === level);
      if (width !== (tile?.width ?? 0)) throw new RangeError(`a tree of ${size} has ${width} hashes at level ${level}`);
      const place = newLevel(Math.floor(hashes / TILE_WIDTH), width);
      if (tile !== undefined) place.hashes.set(tile.bytes);
      edge.#levels.push(place);
    }
    return edge;
  }

  #push(level: number, hash: Hash): HashTile | undefined {
    const place = (this.#levels[level] ??= newLevel(0, 0));
    place.hashes.set(hash, place.width * HASH_BYTES);
    place.width += 1;
    if (place.width < TILE_WIDTH) return undefined;
    const full = { level, index: place.index, width: TILE_WIDTH, bytes: place.hashes };
    this.#levels[level] = newLevel(place.index + 1, 0);
    return full;
  }
}

interface Level {
  hashes: Uint8Array;
  index: number;
  width: number;
}

const newLevel = (index: number, width: number): Level => ({
  hashes: new Uint8Array(TILE_WIDTH * HASH_BYTES),
  index,
  width,
});

/** Roots of the perfect subtrees that a tile's hashes make, left to right: 5 hashes are 4 and 1. */
function perfectParts(hashes: Uint8Array): Hash[] {
  const parts: Hash[] = [];
  const count = hashes.length / HASH_BYTES;
  for (let at = 0, part = TILE_WIDTH; at < count; part /= 2) {
    if (at + part > count) continue;
    parts.push(rootOfHashes(hashes.subarray(at * HASH_BYTES, (at + part) * HASH_BYTES)));
    at += part;
  }
  return parts;
}

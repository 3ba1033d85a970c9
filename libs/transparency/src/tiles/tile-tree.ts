import { HASH_BYTES, hashPairs, type Hash } from '../merkle/hash.js';

/** A tile with the nodes between its hashes and its root, each made when first asked for. */
export class TileTree {
  readonly #rows: Uint8Array[];

  /** @param hashes the tile's: full or partial */
  constructor(hashes: Uint8Array) {
    this.#rows = [hashes];
  }

  /** The node over 2^`height` of the tile's hashes, from `index` * 2^`height` on. */
  node(height: number, index: number): Hash {
    while (this.#rows.length <= height) this.#rows.push(pairsOf(this.#rows.at(-1) as Uint8Array));
    return (this.#rows[height] as Uint8Array).subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES);
  }
}

function pairsOf(row: Uint8Array): Uint8Array {
  const above = Buffer.alloc(Math.floor(row.length / HASH_BYTES / 2) * HASH_BYTES);
  hashPairs(row, above);
  return above;
}

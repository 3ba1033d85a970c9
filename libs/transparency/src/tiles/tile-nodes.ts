import type { Hash, LeafIndex, TreeSize } from '../merkle/hash.js';
import { consistencyRanges } from '../merkle/consistency-proof.js';
import { inclusionRanges } from '../merkle/inclusion-proof.js';
import { perfectNodes, type LeafRange, type PerfectNode } from '../merkle/leaf-range.js';
import { joinRight } from '../merkle/root-of-hashes.js';
import type { LogFiles } from './log-files.js';
import { readHashTile } from './read-tile.js';
import { TILE_HEIGHT, tilePath, TILE_WIDTH, widthInTree, type TileId } from './tile-path.js';
import { TileTree } from './tile-tree.js';

/** Tiles kept for the next proof, 16 KiB each with their inner nodes: the upper levels of a log of any size, and some of the lowest. */
const MAX_TILES_HELD = 64;

/**
 * A tree's nodes and proofs, read from its tiles. What it answers is as good as the tiles: check it against a root.
 * Everything throws LogFault (a tile is missing or malformed) and LogUnreachable.
 */
export class TileNodes {
  readonly #held = new Map<string, Promise<TileTree>>();

  constructor(private readonly files: LogFiles) {}

  root(size: TreeSize): Promise<Hash> {
    return this.#hashOf({ begin: 0, end: size }, size);
  }

  /** From the leaf up; RFC 9162, 2.1.3. @throws RangeError the leaf is not in the tree */
  inclusionProof(index: LeafIndex, size: TreeSize): Promise<Hash[]> {
    return Promise.all(inclusionRanges(index, size).map((range) => this.#hashOf(range, size)));
  }

  /** RFC 9162, 2.1.4. @throws RangeError the old tree is the larger one */
  consistencyProof(oldSize: TreeSize, size: TreeSize): Promise<Hash[]> {
    return Promise.all(consistencyRanges(oldSize, size).map((range) => this.#hashOf(range, size)));
  }

  async #hashOf(range: LeafRange, size: TreeSize): Promise<Hash> {
    return joinRight(await Promise.all(perfectNodes(range).map((node) => this.#node(node, size))));
  }

  async #node({ level, index }: PerfectNode, size: TreeSize): Promise<Hash> {
    const tileLevel = Math.floor(level / TILE_HEIGHT);
    const height = level % TILE_HEIGHT;
    const nodesInTile = TILE_WIDTH / 2 ** height;
    const tileIndex = Math.floor(index / nodesInTile);
    const width = widthInTree(tileLevel, tileIndex, size);
    const tile = await this.#tile({ level: tileLevel, index: tileIndex, width });
    return tile.node(height, index % nodesInTile);
  }

  #tile(id: TileId): Promise<TileTree> {
    const path = tilePath(id);
    const held = this.#held.get(path) ?? readHashTile(this.files, id).then((hashes) => new TileTree(hashes));
    // Set again, it counts as the newest; the oldest goes.
    this.#held.delete(path);
    this.#held.set(path, held);
    if (this.#held.size > MAX_TILES_HELD) this.#held.delete(this.#held.keys().next().value as string);
    // A failure is no answer for the next one who asks.
    held.catch(() => this.#held.delete(path));
    return held;
  }
}

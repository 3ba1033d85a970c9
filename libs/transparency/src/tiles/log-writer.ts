import { HASH_BYTES, leafHash, sameHash, type Hash, type TreeSize } from '../merkle/hash.js';
import type { DurableFolder } from './durable-folder.js';
import { encodeBundle } from './entry-bundle.js';
import { LogFault, type LogFiles } from './log-files.js';
import { readEntries, readHashTile } from './read-tile.js';
import { TileEdge, type HashTile } from './tile-edge.js';
import { TILE_WIDTH, tilePath, widthInTree } from './tile-path.js';

/** Files being written at a time: each waits for the disk, while the next are hashed. */
const MAX_WRITES = 8;

/** A tree as its checkpoint names it. */
export interface Tree {
  readonly size: TreeSize;
  readonly root: Hash;
}

/**
 * Writes a log's tiles: full ones as they fill, partial ones when sealed. Holds the right edge and at most 255 entries.
 * One writer a folder, one call at a time. After an error it must be opened again.
 */
export class LogWriter {
  readonly #writes = new Set<Promise<void>>();
  #failure: { readonly error: unknown } | undefined;
  /** Partial tiles as last sealed. */
  #sealed: readonly HashTile[];
  /** Folders of partial tiles that are full now: of the last seal, and of the one before. */
  #outgrown: string[] = [];
  #removable: string[] = [];

  private constructor(
    private readonly folder: DurableFolder,
    private readonly edge: TileEdge,
    private readonly entries: Uint8Array[],
  ) {
    this.#sealed = edge.partial();
  }

  /**
   * Goes on behind a tree that `files`, which shows the same folder, holds already.
   * @throws LogFault the tiles at the right edge, or its entries, do not make this tree
   */
  static async open(folder: DurableFolder, files: LogFiles, tree: Tree): Promise<LogWriter> {
    const edge = TileEdge.restore(tree.size, await readEdge(files, tree.size));
    if (!sameHash(edge.root(), tree.root)) {
      const message = `the tiles at the right edge do not hash to the root of the checkpoint of ${tree.size} entries`;
      throw new LogFault('root', 'tile', message);
    }
    return new LogWriter(folder, edge, await readEdgeEntries(files, tree.size, edge));
  }

  get size(): TreeSize {
    return this.edge.size;
  }

  /** Adds entries, and keeps views of them. Resolves when there is room for more; nothing is durable before `seal`. */
  async append(entries: readonly Uint8Array[]): Promise<void> {
    for (const entry of entries) {
      this.entries.push(entry);
      for (const tile of this.edge.append(leafHash(entry))) {
        if (tile.level === 0) await this.#write(bundlePath(tile), encodeBundle(this.entries.splice(0)));
        await this.#write(tilePath(tile), tile.bytes);
      }
    }
  }

  /** Makes every tile of the tree durable, full ones first. Only then may a checkpoint of it be published. */
  async seal(): Promise<Tree> {
    await this.#settle();
    const partial = this.edge.partial();
    const changed = partial.filter((tile) => !this.#sealed.some((sealed) => tilePath(sealed) === tilePath(tile)));
    for (const tile of changed) {
      if (tile.level === 0) await this.#write(bundlePath(tile), encodeBundle(this.entries));
      await this.#write(tilePath(tile), tile.bytes);
    }
    await this.#settle();
    for (const before of this.#sealed) {
      if (partial.some(({ level, index }) => level === before.level && index === before.index)) continue;
      this.#outgrown.push(partialFolder(tilePath(before)));
      if (before.level === 0) this.#outgrown.push(partialFolder(bundlePath(before)));
    }
    this.#sealed = partial;
    return { size: this.edge.size, root: this.edge.root() };
  }

  /**
   * Removes partial tiles that full ones took the place of. To be called after publishing; it spares those of the last
   * checkpoint but one, by which somebody may be reading.
   */
  async tidy(): Promise<void> {
    for (const path of this.#removable) await this.folder.remove(path);
    this.#removable = this.#outgrown;
    this.#outgrown = [];
  }

  async #write(path: string, bytes: Uint8Array): Promise<void> {
    while (this.#writes.size >= MAX_WRITES) await Promise.race(this.#writes);
    this.#throwFailure();
    const write: Promise<void> = this.folder
      .put(path, bytes)
      .catch((error: unknown) => void (this.#failure ??= { error }))
      .finally(() => this.#writes.delete(write));
    this.#writes.add(write);
  }

  async #settle(): Promise<void> {
    await Promise.all(this.#writes);
    this.#throwFailure();
    await this.folder.settle();
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}

const bundlePath = (tile: HashTile): string => tilePath({ ...tile, level: 'entries' });
const partialFolder = (path: string): string => path.slice(0, path.lastIndexOf('/'));

async function readEdge(files: LogFiles, size: TreeSize): Promise<HashTile[]> {
  const tiles: HashTile[] = [];
  for (let level = 0, hashes: number = size; hashes > 0; level++, hashes = Math.floor(hashes / TILE_WIDTH)) {
    const index = Math.floor(hashes / TILE_WIDTH);
    const id = { level, index, width: widthInTree(level, index, size) };
    if (id.width > 0) tiles.push({ ...id, bytes: await readHashTile(files, id) });
  }
  return tiles;
}

async function readEdgeEntries(files: LogFiles, size: TreeSize, edge: TileEdge): Promise<Uint8Array[]> {
  const [tile] = edge.partial();
  if (tile === undefined || tile.level !== 0) return [];
  const entries = await readEntries(files, tile.index, tile.width);
  const leafIn = (i: number): Uint8Array => tile.bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES);
  const differs = entries.findIndex((entry, i) => !sameHash(leafHash(entry), leafIn(i)));
  if (differs >= 0) {
    const path = bundlePath(tile);
    const index = size - tile.width + differs;
    throw new LogFault('entry', path, `entry ${index} in ${path} does not hash to its leaf in the tree`, index);
  }
  return entries.map((entry) => entry.slice());
}

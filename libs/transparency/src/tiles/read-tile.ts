import { HASH_BYTES } from '../merkle/hash.js';
import { decodeBundle, MAX_BUNDLE_BYTES } from './entry-bundle.js';
import { LogFault, type LogFiles } from './log-files.js';
import { TILE_WIDTH, tilePath, type TileId } from './tile-path.js';

/** A file and what it should hold: the tile that was asked for, or the full one that took its place. */
interface Found {
  readonly path: string;
  readonly width: number;
  readonly bytes: Uint8Array;
}

/**
 * The hashes of a tile, `width` times 32 bytes.
 * @throws LogFault missing, or not exactly as long as it should be
 * @throws LogUnreachable
 */
export async function readHashTile(files: LogFiles, id: TileId): Promise<Uint8Array> {
  const { path, width, bytes } = await find(files, id, TILE_WIDTH * HASH_BYTES);
  if (bytes.length !== width * HASH_BYTES) {
    throw new LogFault(
      'malformed',
      path,
      `${path} has ${bytes.length} bytes, but ${width} hashes have ${width * HASH_BYTES}`,
    );
  }
  return bytes.subarray(0, id.width * HASH_BYTES);
}

/**
 * The entries of a bundle, `width` of them.
 * @throws LogFault missing, cut short, or with bytes behind its last entry
 * @throws LogUnreachable
 */
export async function readEntries(files: LogFiles, index: number, width: number): Promise<readonly Uint8Array[]> {
  const found = await find(files, { level: 'entries', index, width }, MAX_BUNDLE_BYTES);
  const decoded = decodeBundle(found.bytes, found.width);
  if ('entries' in decoded) return decoded.entries.slice(0, width);
  const entry = index * TILE_WIDTH + decoded.entry;
  throw new LogFault('malformed', found.path, `${found.path} has ${decoded.fault}, at entry ${entry}`, entry);
}

/** A partial tile may be gone once the full one is there (C2SP tlog-tiles, "Partial Tiles"). */
async function find(files: LogFiles, id: TileId, maxBytes: number): Promise<Found> {
  const path = tilePath(id);
  const bytes = await files.read(path, maxBytes);
  if (bytes !== undefined) return { path, width: id.width, bytes };
  const fullPath = tilePath({ ...id, width: TILE_WIDTH });
  const full = id.width === TILE_WIDTH ? undefined : await files.read(fullPath, maxBytes);
  if (full === undefined) throw new LogFault('missing', path, `${path} is missing`);
  return { path: fullPath, width: TILE_WIDTH, bytes: full };
}

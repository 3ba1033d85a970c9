import { closeSync, openSync, readSync } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LogUnreachable, tooLarge, type LogFiles } from './log-files.js';

/**
 * Files that are never larger, as hash tiles, are read at once: to hand 8 KiB of the page cache to another thread and back
 * takes as long as reading them, and now and then some milliseconds.
 */
const SMALL_BYTES = 8 * 1024;

/** A log in a folder, as the notary writes it. */
export function logFolder(dir: string): LogFiles {
  return {
    place: dir,
    read: (path, maxBytes) => readBounded(dir, path, maxBytes),
    tiles: () => filesUnder(dir, 'tile'),
  };
}

/** A folder that the notary removes meanwhile holds nothing any more. */
async function* filesUnder(dir: string, path: string): AsyncGenerator<string> {
  const entries = await readdir(join(dir, path), { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new LogUnreachable(`cannot read ${join(dir, path)} (${error.code})`, { cause: error });
  });
  for (const entry of entries) {
    const inside = `${path}/${entry.name}`;
    if (entry.isDirectory()) yield* filesUnder(dir, inside);
    else yield inside;
  }
}

async function readBounded(dir: string, path: string, maxBytes: number): Promise<Uint8Array | undefined> {
  const file = join(dir, path);
  try {
    const bytes = maxBytes <= SMALL_BYTES ? readSmall(file, maxBytes + 1) : await readLarge(file, maxBytes + 1);
    if (bytes.length > maxBytes) throw tooLarge(path, maxBytes);
    return bytes;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code === undefined) throw error;
    throw new LogUnreachable(`cannot read ${file} (${code})`, { cause: error });
  }
}

// Files are replaced as a whole, never changed: what was opened keeps its size.

function readSmall(path: string, most: number): Uint8Array {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.allocUnsafe(most);
    return bytes.subarray(0, readSync(file, bytes, 0, most, 0));
  } finally {
    closeSync(file);
  }
}

async function readLarge(path: string, most: number): Promise<Uint8Array> {
  await using file = await open(path, 'r');
  const size = Math.min((await file.stat()).size, most);
  const bytes = Buffer.allocUnsafe(size);
  return bytes.subarray(0, (await file.read(bytes, 0, size, 0)).bytesRead);
}

import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LogUnreachable, tooLarge, type LogFiles } from './log-files.js';

/** Files that are never larger are read without asking how large they are. */
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
  try {
    await using file = await open(join(dir, path), 'r');
    // To ask for the size of a hash tile takes as long as to read it.
    const size = maxBytes <= SMALL_BYTES ? maxBytes + 1 : (await file.stat()).size;
    if (size > maxBytes + 1) throw tooLarge(path, maxBytes);
    const bytes = Buffer.allocUnsafe(size);
    // Files are replaced as a whole, never changed: what was opened keeps its size.
    const { bytesRead } = await file.read(bytes, 0, size, 0);
    if (bytesRead > maxBytes) throw tooLarge(path, maxBytes);
    return bytes.subarray(0, bytesRead);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code === undefined) throw error;
    throw new LogUnreachable(`cannot read ${join(dir, path)} (${code})`, { cause: error });
  }
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Entries under the published checkpoint. From its file: whoever asks over HTTP would make the notary hurry. */
export async function publishedSize(dataDir: string): Promise<number> {
  try {
    const note = await readFile(join(dataDir, 'log', 'checkpoint'), 'utf8');
    return Number(note.split('\n')[1]);
  } catch (error) {
    // The first one, of the empty log, is signed a moment after the start.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}

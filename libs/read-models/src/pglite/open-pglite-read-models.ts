import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SqlReadModels } from '../sql-read-models.js';
import type { ReadModelsOptions } from '../sql-read-models.js';
import { PgliteStore } from './pglite-store.js';
import { PgliteThread } from './pglite-thread.js';

export interface PgliteOptions extends ReadModelsOptions {
  /** Folder of the embedded tables; may be deleted at any time, the ledger brings them back. */
  readonly dir: string;
}

/** Read models in a folder, by PGlite. @throws FolderInUse | ForeignCheckpoint */
export async function openPgliteReadModels(options: PgliteOptions): Promise<SqlReadModels> {
  const dir = join(options.dir, 'pglite');
  await mkdir(dir, { recursive: true });
  const store = new PgliteStore(new PgliteThread({ dir }), async () => {});
  try {
    return await SqlReadModels.open(store, options);
  } catch (error) {
    await store.close();
    throw error;
  }
}

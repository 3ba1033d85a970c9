import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SqlReadModels } from '../sql-read-models.js';
import type { ReadModelsOptions } from '../sql-read-models.js';
import { claimFolder } from './folder-claim.js';
import { PgliteStore } from './pglite-store.js';
import { PgliteThread } from './pglite-thread.js';

export interface PgliteOptions extends ReadModelsOptions {
  /** Folder of the embedded tables; may be deleted at any time, the ledger brings them back. */
  readonly dir: string;
}

/** Read models in a folder, by PGlite. @throws FolderInUse | ForeignCheckpoint */
export async function openPgliteReadModels(options: PgliteOptions): Promise<SqlReadModels> {
  const store = await openPgliteStore(options.dir);
  try {
    return await SqlReadModels.open(store, options);
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** @throws FolderInUse */
export async function openPgliteStore(folder: string): Promise<PgliteStore> {
  const claim = claimFolder(folder);
  const dir = join(folder, 'pglite');
  // Nothing here is synced to the disk. A killed process leaves whole files behind; a power cut may not.
  if (claim.mayBeTorn) await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true });
  return new PgliteStore(new PgliteThread({ dir }), () => claim.release());
}

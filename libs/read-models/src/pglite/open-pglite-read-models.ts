import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SqlReadModels } from '../sql-read-models.js';
import type { ReadModelsOptions } from '../sql-read-models.js';
import { SqlError } from '../sql/sql-store.js';
import { createDatabase } from './create-database.js';
import { claimFolder } from './folder-claim.js';
import { PgliteStore } from './pglite-store.js';
import { PgliteThread } from './pglite-thread.js';

export interface PgliteOptions extends ReadModelsOptions {
  /** Folder of the embedded tables; may be deleted at any time, the ledger brings them back. */
  readonly dir: string;
  /** Told in a sentence when the tables are damaged and are made anew. Default: a warning of the process. */
  readonly warn?: (sentence: string) => void;
}
type Warn = (sentence: string) => void;
const warnOfProcess: Warn = (sentence) => process.emitWarning(sentence);
/** ANALYZE looks at 6,000 rows instead of 30,000: everything waits for it, 30 ms a table instead of 190. */
const SESSION = 'set default_statistics_target = 20';

/** Read models in a folder, by PGlite. @throws FolderInUse | ForeignCheckpoint */
export async function openPgliteReadModels(options: PgliteOptions): Promise<SqlReadModels> {
  const { dir, warn = warnOfProcess } = options;
  const store = await openPgliteStore(dir, warn);
  try {
    return await SqlReadModels.open(store, options);
  } catch (error) {
    await store.close();
    if (!isDamage(error)) throw error;
    await makeAnew(join(dir, 'pglite'), error, warn);
  }
  const fresh = await openPgliteStore(dir, warn);
  try {
    return await SqlReadModels.open(fresh, options);
  } catch (error) {
    await fresh.close();
    throw error;
  }
}

/** @throws FolderInUse */
export async function openPgliteStore(folder: string, warn: Warn = warnOfProcess): Promise<PgliteStore> {
  const claim = claimFolder(folder);
  const dir = join(folder, 'pglite');
  try {
    // Nothing here is synced to the disk. A killed process leaves whole files behind; a power cut may not.
    if (claim.mayBeTorn) await rm(dir, { recursive: true, force: true });
    return new PgliteStore(
      await opened(dir, warn),
      () => startThread(dir),
      () => claim.release(),
    );
  } catch (error) {
    claim.release();
    throw error;
  }
}

async function opened(dir: string, warn: Warn): Promise<PgliteThread> {
  try {
    return await startThread(dir);
  } catch (error) {
    await makeAnew(dir, error, warn);
    return startThread(dir);
  }
}

/** @throws when PGlite cannot open the folder */
async function startThread(dir: string): Promise<PgliteThread> {
  await createDatabase(dir);
  const thread = new PgliteThread({ dir });
  try {
    await thread.ask({ do: 'run', text: SESSION });
    return thread;
  } catch (error) {
    await thread.terminate();
    throw error;
  }
}

async function makeAnew(dir: string, reason: unknown, warn: Warn): Promise<void> {
  const why = reason instanceof Error ? reason.message : String(reason);
  warn(`the embedded read models in ${dir} are damaged (${why}): they are made anew from the ledger`);
  await rm(dir, { recursive: true, force: true });
}

/** Files that are missing or torn: SQLSTATE 58 (system error) and XX (internal error). */
const isDamage = (error: unknown): boolean => error instanceof SqlError && /^(58|XX)/.test(error.code);

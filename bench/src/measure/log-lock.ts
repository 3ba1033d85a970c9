import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Holds the log's lock, so that the service on this data folder has no notary. @returns lets go */
export function holdLogLock(dataDir: string): () => void {
  const file = join(dataDir, 'notary', 'lock');
  mkdirSync(dirname(file), { recursive: true });
  const lock = new DatabaseSync(file, { timeout: 0 });
  lock.exec('PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE');
  return () => lock.close();
}

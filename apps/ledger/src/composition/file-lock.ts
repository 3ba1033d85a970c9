import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface FileLock {
  release(): void;
}

/**
 * The kernel's own lock on a file, taken through SQLite because Node has no flock: a killed process leaves nothing
 * behind, a reused pid or another container's pid 1 cannot be mistaken for the holder.
 * @throws SQLite's error: somebody holds it (ERR_SQLITE_ERROR, errcode 5), or the file cannot be used
 */
function lockFile(file: string): FileLock {
  mkdirSync(dirname(file), { recursive: true });
  const lock = new DatabaseSync(file, { timeout: 0 });
  try {
    lock.exec('PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    throw error;
  }
  return { release: () => lock.close() };
}

const SQLITE_BUSY = 5;

/** undefined while somebody else holds it. */
export function tryLockFile(file: string): FileLock | undefined {
  try {
    return lockFile(file);
  } catch (error) {
    if ((error as { errcode?: unknown }).errcode === SQLITE_BUSY) return undefined;
    throw error;
  }
}

import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartRefused } from '@tallystick/platform';

export interface InstanceLock {
  release(): void;
}

/**
 * Two processes of one instance name would write one stream against each other (expected revisions keep that harmless,
 * but both would crawl). The lock is the kernel's own lock on a file, taken through SQLite because Node has no flock:
 * a killed process leaves nothing behind, a reused pid or another container's pid 1 cannot be mistaken for the holder.
 * @throws StartRefused another process of this instance runs
 */
export function lockInstance(file: string, instance: string): InstanceLock {
  mkdirSync(dirname(file), { recursive: true });
  const lock = new DatabaseSync(file, { timeout: 0 });
  try {
    lock.exec('PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    throw new StartRefused(
      `another ledger process runs as instance "${instance}" on this data folder (lock ${file}): stop it, or give this one another TALLYSTICK_INSTANCE`,
      { cause: error },
    );
  }
  return { release: () => lock.close() };
}

import { StartRefused } from '@tallystick/platform';
import { tryLockFile, type FileLock } from './file-lock.js';

/**
 * Two processes of one instance name would write one stream against each other (expected revisions keep that harmless,
 * but both would crawl).
 * @throws StartRefused another process of this instance runs; or the file system's error
 */
export function lockInstance(file: string, instance: string): FileLock {
  const lock = tryLockFile(file);
  if (lock !== undefined) return lock;
  throw new StartRefused(
    `another ledger process runs as instance "${instance}" on this data folder (lock ${file}): stop it, or give this one another TALLYSTICK_INSTANCE`,
  );
}

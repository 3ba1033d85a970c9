import { StartRefused } from '@tallystick/platform';
import { lockFile, type FileLock } from './file-lock.js';

/**
 * Two processes of one instance name would write one stream against each other (expected revisions keep that harmless,
 * but both would crawl).
 * @throws StartRefused another process of this instance runs
 */
export function lockInstance(file: string, instance: string): FileLock {
  try {
    return lockFile(file);
  } catch (error) {
    throw new StartRefused(
      `another ledger process runs as instance "${instance}" on this data folder (lock ${file}): stop it, or give this one another TALLYSTICK_INSTANCE`,
      { cause: error },
    );
  }
}

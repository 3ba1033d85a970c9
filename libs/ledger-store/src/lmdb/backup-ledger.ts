import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { existsSync } from 'node:fs';
import { LedgerRefused } from '../port/ledger-errors.js';
import { openLedgerFolder } from './ledger-folder.js';
import { syncPath } from './sync-path.js';

/**
 * Copies an embedded ledger into a new folder while other processes go on appending: the copy is the ledger as it stood
 * at one moment, with every event that was answered for before the call. To restore, stop the services and put the copy
 * in the ledger folder's place. The identity index is rebuilt by itself and needs no copy.
 * @throws LedgerRefused there is no ledger in `dir`, or the target holds one already
 */
export async function backupLedger({ dir, to }: { readonly dir: string; readonly to: string }): Promise<void> {
  if (!existsSync(join(dir, 'data.mdb'))) throw new LedgerRefused(`there is no ledger in ${dir}`);
  const target = join(to, 'data.mdb');
  if (existsSync(target)) throw new LedgerRefused(`${target} is there already: a backup wants an empty folder`);
  const { root } = openLedgerFolder(dir);
  try {
    await mkdir(to, { recursive: true });
    await root.backup(to, false);
    syncPath(target);
    syncPath(to);
  } finally {
    await root.close();
  }
}

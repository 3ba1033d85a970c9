import { chmod, mkdir, open as openFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { VaultRefused, VaultUnavailable } from '../identity-vault.js';
import type { VaultFile } from './vault-file.js';
import { VaultFolder } from './vault-folder.js';

/** A copy is one file; a restored vault goes on from there. */
const COPY_NAME = 'vault-000001.mdb';
/** A person forgotten while we copy retires the file under us; then the next one is copied. */
const MAX_COPIES = 20;

/**
 * Copies an embedded vault while other processes write to it: one snapshot, compacted (nobody who was forgotten is in
 * its free pages), synced to disk, for its owner's eyes only. The folder `to` must be missing or empty.
 * Copy the ledger first: a pseudonym is in the vault before it is in the ledger, so that every actor of the ledger's
 * copy is then in the vault's (unless forgotten).
 * Not for a process that writes to this vault itself: its write lock would wait for itself.
 * @throws VaultRefused `dir` holds no vault, or `to` is not empty
 */
export async function backupVault({ dir, to }: { dir: string; to: string }): Promise<void> {
  const names = await readdir(dir).catch((cause: unknown) => {
    throw new VaultRefused(`there is no vault in ${dir}`, { cause });
  });
  if (names.length === 0) throw new VaultRefused(`there is no vault in ${dir}`);
  await mkdir(to, { recursive: true, mode: 0o700 });
  await chmod(to, 0o700);
  if ((await readdir(to)).length > 0) throw new VaultRefused(`${to} is not empty`);
  const folder = new VaultFolder(dir);
  for (let attempt = 0; attempt < MAX_COPIES; attempt += 1) {
    if (await copied(await folder.open(), join(to, COPY_NAME))) return sync(to);
  }
  throw new VaultUnavailable(`the vault's files changed ${MAX_COPIES} times while it was copied`);
}

/** False: somebody was forgotten meanwhile, and would live on in this copy. */
async function copied(file: VaultFile, path: string): Promise<boolean> {
  try {
    await file.root.backup(path, true);
    file.fresh();
    if (!file.retired) {
      await chmod(path, 0o600);
      await sync(path);
      return true;
    }
    await rm(path);
    return false;
  } finally {
    await file.root.close();
  }
}

async function sync(path: string): Promise<void> {
  const handle = await openFile(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

import { existsSync, readdirSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CliFailure, EXIT } from '../failure.js';
import type { Terminal } from '../output/terminal.js';

export interface BackupOptions {
  readonly to: string;
  readonly dataDir?: string;
}

/**
 * `tallystick backup`: copies what cannot be made again (ledger, vault, keys) out of a data folder in use. The copy is
 * laid out as a data folder, so that services can be started on it. Everything that was answered for before the call
 * is in it. The ledger goes first: a pseudonym is in the vault before it is in the ledger.
 */
export async function backup(terminal: Terminal, { to, dataDir }: BackupOptions): Promise<number> {
  const [{ backupLedger, LedgerRefused }, { backupVault, VaultRefused }, { dataFolder, loadSettings }] =
    await Promise.all([
      import('@tallystick/ledger-store'),
      import('@tallystick/vault'),
      import('@tallystick/platform'),
    ]);
  const env = { ...process.env, ...(dataDir === undefined ? {} : { TALLYSTICK_DATA_DIR: resolve(dataDir) }) };
  const settings = loadSettings(env);
  if (settings.ledger.kind !== 'embedded') {
    throw new CliFailure('the ledger is in EventStoreDB: copy it there, as docs/operating/eventstoredb.md says');
  }
  const from = dataFolder(settings.dataDir, settings.instance);
  const target = resolve(to);
  if (existsSync(target) && readdirSync(target).length > 0) throw new CliFailure(`${target} is not empty`);
  await mkdir(target, { recursive: true, mode: 0o700 });
  const copy = dataFolder(target, settings.instance);
  const copied = ['ledger'];
  try {
    await backupLedger({ dir: from.ledger, to: copy.ledger });
    if (settings.vault.kind === 'embedded') {
      await backupVault({ dir: from.vault, to: copy.vault });
      copied.push('vault');
    }
  } catch (error) {
    if (error instanceof LedgerRefused || error instanceof VaultRefused) throw new CliFailure(error.message);
    throw error;
  }
  if (existsSync(from.keys)) {
    await cp(from.keys, copy.keys, { recursive: true, preserveTimestamps: true });
    copied.push('keys');
  }
  terminal.say(`copied ${copied.join(', ')} of ${settings.dataDir} to ${target}`);
  if (settings.vault.kind === 'postgres') terminal.warn('the vault is in PostgreSQL: copy it with pg_dump, after this');
  terminal.document({ from: settings.dataDir, to: target, copied });
  return EXIT.ok;
}

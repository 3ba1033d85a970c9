import { LedgerRefused, LedgerUnavailable } from '@tallystick/ledger-store';
import type { IdentityIndex, LedgerStore } from '@tallystick/ledger-store';
import { dataFolder, StartRefused, type Settings } from '@tallystick/platform';
import {
  openLmdbVault,
  openPostgresVault,
  VaultRefused,
  VaultUnavailable,
  type IdentityVault,
} from '@tallystick/vault';
import { openLogParts, type LogParts } from '../notary/index.js';
import { lockInstance } from './instance-lock.js';
import { openIndex } from './open-index.js';
import { openStore } from './open-store.js';

/** What one ledger process stands on. */
export interface LedgerParts {
  readonly store: LedgerStore;
  readonly index: IdentityIndex;
  readonly vault: IdentityVault;
  readonly log: LogParts;
  /** Closes everything in the order in which nothing is missed. */
  close(): Promise<void>;
}

/** Opens the ledger, its index in the data folder, and the vault. @throws StartRefused in one line */
export async function openLedgerParts(settings: Settings): Promise<LedgerParts> {
  const folder = dataFolder(settings.dataDir, settings.instance);
  const opened: (() => Promise<void> | void)[] = [];
  const close = async (): Promise<void> => {
    for (const closePart of opened.splice(0).reverse()) await closePart();
  };
  try {
    const lock = lockInstance(folder.instanceLock, settings.instance);
    opened.push(() => lock.release());
    const store = await openStore(settings);
    opened.push(() => store.close());
    const vault =
      settings.vault.kind === 'postgres'
        ? await openPostgresVault({ url: settings.vault.url })
        : await openLmdbVault({ dir: folder.vault });
    opened.push(() => vault.close());
    const index = await openIndex(folder.identity, store);
    opened.push(() => index.close());
    const log = await openLogParts(settings);
    return { store, index, vault, log, close };
  } catch (error) {
    await close();
    throw refusalOf(error, settings.dataDir);
  }
}

/** What the operator can mend becomes one line; anything else keeps its stack. */
function refusalOf(error: unknown, dataDir: string): unknown {
  if (error instanceof StartRefused) return error;
  if (TOLD_IN_ONE_LINE.some((kind) => error instanceof kind)) {
    return new StartRefused((error as Error).message, { cause: error });
  }
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string' && FOLDER_ERRORS.has(code)) {
    return new StartRefused(`cannot use the data folder ${dataDir} (${code}): ${(error as Error).message}`, {
      cause: error,
    });
  }
  return error;
}

/** Their messages say what is wrong and where, without secrets. */
const TOLD_IN_ONE_LINE = [LedgerRefused, LedgerUnavailable, VaultRefused, VaultUnavailable];
const FOLDER_ERRORS = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'ENOSPC', 'EEXIST', 'ERR_SQLITE_ERROR']);

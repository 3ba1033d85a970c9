import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { open, type Database, type RootDatabase } from 'lmdb';
import { syncPath } from '../lmdb/sync-path.js';

const FORMAT = 1;
/** Address space, not memory or disk. */
const MAP_BYTES = 2 ** 38;

export interface IndexFolder {
  readonly root: RootDatabase<Buffer, Buffer>;
  /** key (32 bytes) -> position, u64 big-endian, and fingerprint; several values a key, the lowest comes first */
  readonly firsts: Database<Buffer, Buffer>;
  /** key and fingerprint (64 bytes) -> a byte */
  readonly conflicts: Database<Buffer, Buffer>;
  readonly meta: Database<Buffer, Buffer>;
}

/**
 * Opens the index without fsync. Whatever a killed process committed is in the kernel's page cache and so consistent; a
 * power cut can leave anything. So a file beside the index tells whether it may be trusted: same format, same ledger, and
 * closed in order or written since this boot. Otherwise the index is deleted before LMDB looks at it.
 */
export function openIndexFolder(dir: string, ledgerId: string): IndexFolder {
  mkdirSync(dir, { recursive: true });
  const state = readState(dir);
  const trusted =
    state?.format === FORMAT && state.ledgerId === ledgerId && (state.clean || state.bootId === currentBootId());
  if (!trusted) for (const file of ['data.mdb', 'lock.mdb']) rmSync(join(dir, file), { force: true });
  writeState(dir, { format: FORMAT, ledgerId, bootId: currentBootId(), clean: false });
  const root = open<Buffer, Buffer>({
    path: dir,
    noSync: true,
    noMetaSync: true,
    overlappingSync: false,
    eventTurnBatching: false,
    mapSize: MAP_BYTES,
    maxDbs: 4,
    encoding: 'binary',
    keyEncoding: 'binary',
  });
  const binary = { encoding: 'binary', keyEncoding: 'binary' } as const;
  return {
    root,
    firsts: root.openDB<Buffer, Buffer>({ name: 'firsts', dupSort: true, ...binary }),
    conflicts: root.openDB<Buffer, Buffer>({ name: 'conflicts', ...binary }),
    meta: root.openDB<Buffer, Buffer>({ name: 'meta', ...binary }),
  };
}

/** After this the index is trusted also by the next boot. */
export async function closeIndexFolder(folder: IndexFolder, dir: string, ledgerId: string): Promise<void> {
  await folder.root.close();
  syncPath(join(dir, 'data.mdb'));
  writeState(dir, { format: FORMAT, ledgerId, bootId: currentBootId(), clean: true });
}

interface IndexState {
  readonly format: number;
  readonly ledgerId: string;
  readonly bootId: string;
  readonly clean: boolean;
}

function readState(dir: string): IndexState | undefined {
  try {
    return JSON.parse(readFileSync(join(dir, 'state.json'), 'utf8')) as IndexState;
  } catch {
    return undefined; // missing or torn: the index is rebuilt
  }
}

function writeState(dir: string, state: IndexState): void {
  const path = join(dir, 'state.json');
  writeFileSync(`${path}.new`, JSON.stringify(state));
  syncPath(`${path}.new`);
  renameSync(`${path}.new`, path);
  syncPath(dir);
}

/** Differs after each boot. Where the system tells none, no boot equals another and only a clean index is trusted. */
function currentBootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return `unknown-${process.pid}-${process.hrtime.bigint()}`;
  }
}

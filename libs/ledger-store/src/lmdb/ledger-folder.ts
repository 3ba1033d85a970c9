import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { open, type Database, type RootDatabase } from 'lmdb';
import { LedgerRefused } from '../port/ledger-errors.js';
import { assertLmdbFile } from './lmdb-file.js';
import { syncPath } from './sync-path.js';

const FORMAT = 1;
/** Address space, not memory or disk: the file grows as events come. */
const MAP_BYTES = 2 ** 40;

export interface LedgerFolder {
  readonly root: RootDatabase<Buffer, Buffer>;
  /** first position, u64 big-endian -> block */
  readonly events: Database<Buffer, Buffer>;
  /** stream name 00 first revision, u64 big-endian -> first position, u64, and count, u32 */
  readonly streams: Database<Buffer, Buffer>;
  /** kind, format, ledgerId, tail */
  readonly meta: Database<Buffer, Buffer>;
  readonly ledgerId: string;
}

/**
 * Opens the folder, or makes it. `overlappingSync: false`: the commit's promise resolves after its pages and then its meta
 * page are on disk. `noMemInit` stays off: the file must never hold scraps of the process's memory.
 * @throws LedgerRefused
 */
export function openLedgerFolder(dir: string, expectedLedgerId?: string): LedgerFolder {
  mkdirSync(dir, { recursive: true });
  assertLmdbFile(join(dir, 'data.mdb'));
  const root = openRoot(dir);
  try {
    const binary = { encoding: 'binary', keyEncoding: 'binary' } as const;
    const meta = root.openDB<Buffer, Buffer>({ name: 'meta', ...binary });
    const ledgerId = root.transactionSync(() => checkMeta(dir, meta, expectedLedgerId));
    const events = root.openDB<Buffer, Buffer>({ name: 'events', ...binary });
    const streams = root.openDB<Buffer, Buffer>({ name: 'streams', ...binary });
    syncFolder(dir);
    return { root, events, streams, meta, ledgerId };
  } catch (error) {
    void root.close();
    throw error;
  }
}

function openRoot(dir: string): RootDatabase<Buffer, Buffer> {
  try {
    return open<Buffer, Buffer>({
      path: dir,
      overlappingSync: false,
      // Every append is its own explicit transaction; lmdb's own batching would only add unobserved promises.
      eventTurnBatching: false,
      mapSize: MAP_BYTES,
      maxDbs: 8,
      encoding: 'binary',
      keyEncoding: 'binary',
    });
  } catch (error) {
    throw new LedgerRefused(`cannot open the ledger in ${dir}: ${(error as Error).message}`, { cause: error });
  }
}

const KIND = Buffer.from('kind');
const FORMAT_KEY = Buffer.from('format');
const LEDGER_ID = Buffer.from('ledgerId');

/** Returns the ledger's id, and writes the first meta data into a new folder. Runs inside a write transaction. */
function checkMeta(dir: string, meta: Database<Buffer, Buffer>, expectedLedgerId: string | undefined): string {
  const kind = meta.get(KIND)?.toString();
  if (kind === undefined) {
    const ledgerId = expectedLedgerId ?? randomUUID();
    meta.putSync(KIND, Buffer.from('tallystick-ledger'));
    meta.putSync(FORMAT_KEY, Buffer.from(String(FORMAT)));
    meta.putSync(LEDGER_ID, Buffer.from(ledgerId));
    return ledgerId;
  }
  if (kind !== 'tallystick-ledger') throw new LedgerRefused(`${dir} holds a ${kind}, not a ledger`);
  const format = Number(meta.get(FORMAT_KEY)?.toString());
  if (format !== FORMAT) {
    throw new LedgerRefused(
      `the ledger in ${dir} has format ${format}; this version reads format ${FORMAT}: start the version that wrote it, or a newer one`,
    );
  }
  const ledgerId = meta.get(LEDGER_ID)?.toString() ?? '';
  if (expectedLedgerId !== undefined && ledgerId !== expectedLedgerId) {
    throw new LedgerRefused(`the folder ${dir} holds ledger ${ledgerId}, not ${expectedLedgerId}`);
  }
  return ledgerId;
}

/** LMDB syncs its file but not the directory entry that leads to it. */
function syncFolder(dir: string): void {
  syncPath(dir);
  syncPath(dirname(resolve(dir)));
}

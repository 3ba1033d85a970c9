import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { LedgerRefused } from '../port/ledger-errors.js';

const PAGE_HEADER_BYTES = 24;
const MAGIC = 0xbeefc0de;
/** Offsets in a meta page (lmdb.h of LMDB 1.0, data format 2), of which a file has two. */
const PAGE_SIZE_AT = PAGE_HEADER_BYTES + 24;
const LAST_PAGE_AT = PAGE_HEADER_BYTES + 120;
const TXN_ID_AT = PAGE_HEADER_BYTES + 128;
const META_BYTES = PAGE_HEADER_BYTES + 144;

/**
 * Looks at a database file before LMDB does, since LMDB ends the process on a file that is no database (segmentation
 * fault) or was cut short (bus error). A missing or empty file is a new database.
 * @throws LedgerRefused
 */
export function assertLmdbFile(path: string): void {
  let handle: number;
  try {
    handle = openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw new LedgerRefused(`cannot read ${path}: ${(error as Error).message}`, { cause: error });
  }
  try {
    if (fstatSync(handle).size > 0) checkPages(path, handle);
  } finally {
    closeSync(handle);
  }
}

function checkPages(path: string, handle: number): void {
  const first = readMeta(handle, 0);
  const pageSize = first.readUInt32LE(PAGE_SIZE_AT);
  const second = pageSize >= 512 && pageSize <= 65_536 ? readMeta(handle, pageSize) : Buffer.alloc(META_BYTES);
  if (!isMeta(first) || !isMeta(second))
    throw new LedgerRefused(`${path} is no ledger database, or its head is damaged`);
  const newest = first.readBigUInt64LE(TXN_ID_AT) > second.readBigUInt64LE(TXN_ID_AT) ? first : second;
  const needed = (Number(newest.readBigUInt64LE(LAST_PAGE_AT)) + 1) * pageSize;
  // Asked last: a process that appends meanwhile only makes the file longer.
  const { size } = fstatSync(handle);
  if (size < needed) {
    throw new LedgerRefused(
      `${path} was cut short: ${size} of at least ${needed} bytes are there; bring back a backup`,
    );
  }
}

function readMeta(handle: number, at: number): Buffer {
  const meta = Buffer.alloc(META_BYTES);
  readSync(handle, meta, 0, META_BYTES, at);
  return meta;
}

function isMeta(meta: Buffer): boolean {
  return meta.readUInt32LE(PAGE_HEADER_BYTES) === MAGIC;
}

import { LedgerUnavailable } from '../port/ledger-errors.js';
import type { IdentityEntry, IdentityIndex } from '../port/identity-index.js';
import type { Position } from '../port/ledger-store.js';
import { IdentityTable, type KnownIdentity } from './identity-table.js';
import { closeIndexFolder, openIndexFolder, type IndexFolder } from './index-folder.js';

/**
 * Entries gathered in memory (twice: one table fills while the other is written). More make the writes cheaper, for a
 * larger share of the B-tree's pages is touched only once: 6.3 microseconds an entry at 2,000, 2.1 at 65,536.
 */
const TABLE_ENTRIES = 65_536;
/** Entries a transaction: bounds the pages that LMDB holds in memory (one a key at worst, 16 MB). */
const SLICE_ENTRIES = 4_096;
const VALUE_BYTES = 40;
const COMPLETE_KEY = Buffer.from('completeUpTo');
const PRESENT = Buffer.from([1]);

export interface LmdbIdentityIndexOptions {
  readonly dir: string;
  readonly ledgerId: string;
  /** For tests. */
  readonly tableEntries?: number;
}

/** One process uses a folder at a time. Memory does not grow with the ledger. */
export async function openLmdbIdentityIndex(options: LmdbIdentityIndexOptions): Promise<IdentityIndex> {
  return new LmdbIdentityIndex(openIndexFolder(options.dir, options.ledgerId), options);
}

/** A full table on its way into LMDB; the index is complete up to `completeUpTo` when all of it is there. */
interface Flush {
  readonly table: IdentityTable;
  readonly conflicts: ReadonlySet<string>;
  readonly completeUpTo: bigint;
  readonly slots: Float64Array;
  written: number;
}

class LmdbIdentityIndex implements IdentityIndex {
  private filling: IdentityTable;
  private spare: IdentityTable;
  private fillingConflicts = new Set<string>();
  private flush: Flush | undefined;
  private flushing: Promise<void> | undefined;
  private complete: bigint;
  private closing: Promise<void> | undefined;

  constructor(
    private readonly folder: IndexFolder,
    private readonly options: LmdbIdentityIndexOptions,
  ) {
    this.filling = new IdentityTable(options.tableEntries ?? TABLE_ENTRIES);
    this.spare = new IdentityTable(options.tableEntries ?? TABLE_ENTRIES);
    this.complete = folder.meta.get(COMPLETE_KEY)?.readBigUInt64BE() ?? 0n;
  }

  completeUpTo(): Position {
    return this.complete as Position;
  }

  find(key: Uint8Array): { readonly position: Position; readonly fingerprint: Uint8Array } | undefined {
    const known = lower(lower(this.filling.find(key), this.flush?.table.find(key)), this.findStored(key));
    // A copy: the tables are used again.
    return known && { position: BigInt(known.position) as Position, fingerprint: Uint8Array.from(known.fingerprint) };
  }

  private findStored(key: Uint8Array): KnownIdentity | undefined {
    const value = this.folder.firsts.getBinaryFast(asBuffer(key));
    return value && { position: Number(value.readBigUInt64BE(0)), fingerprint: value.subarray(8, VALUE_BYTES) };
  }

  hasConflict(key: Uint8Array, fingerprint: Uint8Array): boolean {
    const both = conflictKey(key, fingerprint);
    return (
      this.fillingConflicts.has(both) ||
      this.flush?.conflicts.has(both) === true ||
      this.folder.conflicts.doesExist(Buffer.from(both, 'latin1'))
    );
  }

  note(entries: readonly IdentityEntry[]): void {
    this.assertOpen();
    for (const { key, fingerprint, position, kind } of entries) {
      if (this.filling.size + this.fillingConflicts.size >= this.filling.maxEntries) this.turnTables();
      if (kind === 'recorded') this.filling.add(key, Number(position), fingerprint);
      else this.fillingConflicts.add(conflictKey(key, fingerprint));
    }
  }

  advance(entries: readonly IdentityEntry[], completeUpTo: Position): void {
    this.note(entries);
    if (completeUpTo > this.complete) this.complete = completeUpTo;
  }

  close(): Promise<void> {
    this.closing ??= this.closeOnce();
    return this.closing;
  }

  private async closeOnce(): Promise<void> {
    await this.flushing;
    if (this.flush) this.writeRest(this.flush);
    this.turnTables();
    if (this.flush) this.writeRest(this.flush);
    await this.flushing;
    await closeIndexFolder(this.folder, this.options.dir, this.options.ledgerId);
  }

  /** The full table goes to LMDB in the background; `complete` was true of all that came before this moment. */
  private turnTables(): void {
    // Only when nobody let the event loop turn, or the disk is slower than the intake.
    if (this.flush) this.writeRest(this.flush);
    const table = this.filling;
    this.flush = {
      table,
      conflicts: this.fillingConflicts,
      completeUpTo: this.complete,
      slots: table.slotsInKeyOrder(),
      written: 0,
    };
    this.filling = this.spare;
    this.fillingConflicts = new Set();
    this.flushing = this.writeInBackground(this.flush);
  }

  /** On LMDB's own thread, a slice at a time. */
  private async writeInBackground(flush: Flush): Promise<void> {
    while (this.flush === flush) {
      const until = flush.written + SLICE_ENTRIES;
      try {
        await this.folder.root.batch(() => this.writeSlice(flush, until));
      } catch (error) {
        await settled(error);
        return; // kept in memory; turnTables writes it again and raises what it meets
      }
      if (this.flush !== flush) return;
      flush.written = until;
      if (until >= flush.slots.length) this.finish(flush);
    }
  }

  private writeRest(flush: Flush): void {
    try {
      while (flush.written < flush.slots.length || flush.written === 0) {
        const until = flush.written + SLICE_ENTRIES;
        this.folder.root.transactionSync(() => this.writeSlice(flush, until));
        flush.written = until;
      }
    } catch (error) {
      throw new LedgerUnavailable(`the identity index cannot be written: ${(error as Error).message}`, {
        cause: error,
      });
    }
    this.finish(flush);
  }

  private writeSlice(flush: Flush, until: number): void {
    const { table, slots } = flush;
    const end = Math.min(until, slots.length);
    const values = Buffer.allocUnsafeSlow(Math.max(0, end - flush.written) * VALUE_BYTES);
    for (let i = flush.written, at = 0; i < end; i += 1, at += VALUE_BYTES) {
      const slot = slots[i] as number;
      values.writeBigUInt64BE(BigInt(table.positionAt(slot)), at);
      values.set(table.fingerprintAt(slot), at + 8);
      void this.folder.firsts.put(table.keyAt(slot), values.subarray(at, at + VALUE_BYTES));
    }
    if (until < slots.length) return;
    for (const both of flush.conflicts) void this.folder.conflicts.put(Buffer.from(both, 'latin1'), PRESENT);
    const complete = Buffer.allocUnsafeSlow(8);
    complete.writeBigUInt64BE(flush.completeUpTo);
    void this.folder.meta.put(COMPLETE_KEY, complete);
  }

  private finish(flush: Flush): void {
    flush.table.clear();
    this.spare = flush.table;
    this.flush = undefined;
  }

  private assertOpen(): void {
    if (this.closing !== undefined) throw new LedgerUnavailable('the identity index is closed');
  }
}

function lower(a: KnownIdentity | undefined, b: KnownIdentity | undefined): KnownIdentity | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a.position <= b.position ? a : b;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function conflictKey(key: Uint8Array, fingerprint: Uint8Array): string {
  return asBuffer(key).toString('latin1') + asBuffer(fingerprint).toString('latin1');
}

/** Waits for lmdb's second, more exact rejection, so that it is not left unhandled. */
async function settled(error: unknown): Promise<void> {
  await (error as { commitError?: Promise<never> }).commitError?.catch(() => undefined);
}

import type { StoredEvent } from '../entry/stored-event.js';
import type { Position } from '../port/ledger-store.js';
import { blockCount, decodeBlock } from './event-block.js';
import type { LedgerFolder } from './ledger-folder.js';
import { TAIL_KEY, positionKey, readPlace, revisionOf, sameStream, streamKey } from './ledger-keys.js';

const LAST_REVISION = 2n ** 64n - 1n;

export interface FoundBlock {
  readonly firstRevision: bigint;
  readonly position: bigint;
  readonly count: number;
}

/** Look-ups in the ledger's databases. Synchronous; inside a write transaction they see what it wrote. */
export class LedgerReader {
  constructor(private readonly folder: LedgerFolder) {}

  /** Without this, LMDB's read snapshot could be a moment old. */
  fresh(): void {
    this.folder.root.resetReadTxn();
  }

  tail(): bigint {
    const value = this.folder.meta.get(TAIL_KEY);
    return value === undefined ? 0n : value.readBigUInt64BE();
  }

  /** The stream's last revision; undefined when there is no such stream. */
  lastRevision(stream: string): bigint | undefined {
    const block = this.blockAt(stream, LAST_REVISION);
    return block && block.firstRevision + BigInt(block.count) - 1n;
  }

  /** The block of the stream that holds `revision`, or its last block when the stream ends before. */
  blockAt(stream: string, revision: bigint): FoundBlock | undefined {
    const start = streamKey(stream, revision);
    for (const { key, value } of this.folder.streams.getRange({ start, reverse: true, limit: 1 })) {
      if (sameStream(key, start)) return { firstRevision: revisionOf(key), ...readPlace(value) };
    }
    return undefined;
  }

  /** Events of the block that begins at `position`. */
  eventsOf(position: bigint, skip: number, limit: number): StoredEvent[] {
    const block = this.folder.events.get(positionKey(position));
    if (block === undefined) throw new Error(`the ledger has no block at position ${position}: the file is damaged`);
    return decodeBlock(block, position, skip, limit);
  }

  page(after: bigint, limit: number, tail: bigint): StoredEvent[] {
    const events: StoredEvent[] = [];
    if (after >= tail || limit <= 0) return events;
    let position = this.blockStart(after + 1n);
    let skip = Number(after + 1n - position);
    while (events.length < limit && position <= tail) {
      const block = this.folder.events.get(positionKey(position));
      if (block === undefined) throw new Error(`the ledger has no block at position ${position}: the file is damaged`);
      for (const event of decodeBlock(block, position, skip, limit - events.length)) events.push(event);
      position += BigInt(blockCount(block));
      skip = 0;
    }
    return events;
  }

  private blockStart(position: bigint): bigint {
    for (const key of this.folder.events.getKeys({ start: positionKey(position), reverse: true, limit: 1 })) {
      return key.readBigUInt64BE() as Position;
    }
    throw new Error(`the ledger has no block for position ${position}: the file is damaged`);
  }
}

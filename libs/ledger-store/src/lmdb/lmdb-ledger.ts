import { setImmediate as nextTurn } from 'node:timers/promises';
import { assertAppendRequest } from '../port/append-request.js';
import { LedgerUnavailable, UnknownPosition } from '../port/ledger-errors.js';
import {
  START,
  type Appended,
  type ExpectedRevision,
  type LedgerEvent,
  type LedgerPage,
  type LedgerStore,
  type NewEvent,
  type NonEmpty,
  type Position,
  type Revision,
} from '../port/ledger-store.js';
import { AppendLane } from './append-lane.js';
import { encodeBlocks, type EventBlock } from './event-block.js';
import { openLedgerFolder, type LedgerFolder } from './ledger-folder.js';
import { LedgerReader } from './ledger-reader.js';
import { TailWatch } from './tail-watch.js';

/** Several HTTP bodies or Kafka batches fit; bounds what one transaction holds in memory. */
const MAX_APPEND_BYTES = 16 * 1024 * 1024;

export interface LmdbLedgerOptions {
  readonly dir: string;
  /** When given: a folder of another ledger is refused, a new folder gets this id. */
  readonly ledgerId?: string;
}

/**
 * The embedded ledger. Any number of processes may open the folder at once.
 * @throws LedgerRefused the folder holds something else, another ledger, or was written by a newer version
 */
export async function openLmdbLedger({ dir, ledgerId }: LmdbLedgerOptions): Promise<LedgerStore> {
  return new LmdbLedger(openLedgerFolder(dir, ledgerId));
}

class LmdbLedger implements LedgerStore {
  readonly maxAppendBytes = MAX_APPEND_BYTES;
  readonly ledgerId: string;
  private readonly reader: LedgerReader;
  private readonly watch: TailWatch;
  private readonly lane: AppendLane;
  private closing: Promise<void> | undefined;

  constructor(private readonly folder: LedgerFolder) {
    this.ledgerId = folder.ledgerId;
    this.reader = new LedgerReader(folder);
    this.watch = new TailWatch(() => this.currentTail());
    this.lane = new AppendLane(folder, this.reader, (tail) => this.watch.saw(tail));
  }

  async append(stream: string, events: NonEmpty<NewEvent>, expected: ExpectedRevision): Promise<Appended> {
    assertAppendRequest(stream, events);
    this.assertOpen();
    const first = expected === 'no-stream' ? 0n : expected + 1n;
    const blocks = encodeBlocks(stream, first, events, MAX_APPEND_BYTES);
    return this.lane.append({ stream, events, blocks, expected, bytes: sumBytes(blocks) });
  }

  async *readStream(
    stream: string,
    {
      from,
      direction,
      limit,
    }: { from: Revision | 'start' | 'end'; direction: 'forwards' | 'backwards'; limit: number },
  ): AsyncIterable<LedgerEvent> {
    let next = from === 'start' ? 0n : from === 'end' ? this.look((r) => r.lastRevision(stream) ?? 0n) : from;
    for (let left = limit; left > 0 && next >= 0n;) {
      const events = this.look((reader) =>
        direction === 'forwards' ? forwards(reader, stream, next, left) : backwards(reader, stream, next, left),
      );
      if (events.length === 0) return;
      yield* events;
      left -= events.length;
      next = (events.at(-1) as LedgerEvent).revision + (direction === 'forwards' ? 1n : -1n);
    }
  }

  async readAll({ after, limit }: { after: Position; limit: number }): Promise<LedgerPage> {
    const { beyond, ...page } = this.look((reader) => {
      const tail = reader.tail();
      const events = reader.page(after, limit, tail);
      const last = events.at(-1)?.position ?? after;
      return { events, last, atEnd: last >= tail, beyond: after > tail };
    });
    if (beyond) throw new UnknownPosition(after);
    // Whoever pages through the whole ledger must not keep the event loop from turning.
    if (!page.atEnd) await nextTurn();
    return page;
  }

  async eventAt(position: Position): Promise<LedgerEvent | undefined> {
    if (position <= START) return undefined;
    return this.look((reader) => reader.page((position - 1n) as Position, 1, reader.tail())[0]);
  }

  async tail(): Promise<Position> {
    return this.currentTail() as Position;
  }

  onAppended(wake: () => void): () => void {
    this.assertOpen();
    return this.watch.add(wake);
  }

  close(): Promise<void> {
    this.closing ??= this.closeOnce();
    return this.closing;
  }

  private async closeOnce(): Promise<void> {
    this.watch.stop();
    await this.lane.drained();
    await this.folder.root.close();
  }

  private currentTail(): bigint {
    return this.look((reader) => reader.tail());
  }

  /** Everything inside one call sees one snapshot: the newest. */
  private look<T>(read: (reader: LedgerReader) => T): T {
    this.assertOpen();
    try {
      this.reader.fresh();
      return read(this.reader);
    } catch (error) {
      throw new LedgerUnavailable(`the ledger cannot be read: ${(error as Error).message}`, { cause: error });
    }
  }

  private assertOpen(): void {
    if (this.closing !== undefined) throw new LedgerUnavailable('the ledger is closed');
  }
}

function forwards(reader: LedgerReader, stream: string, revision: bigint, limit: number): LedgerEvent[] {
  const block = reader.blockAt(stream, revision);
  if (block === undefined) return [];
  const skip = Number(revision - block.firstRevision);
  return skip < block.count ? reader.eventsOf(block.position, skip, limit) : [];
}

function backwards(reader: LedgerReader, stream: string, revision: bigint, limit: number): LedgerEvent[] {
  const block = reader.blockAt(stream, revision);
  if (block === undefined) return [];
  const end = Math.min(Number(revision - block.firstRevision) + 1, block.count);
  const skip = Math.max(0, end - limit);
  return reader.eventsOf(block.position, skip, end - skip).reverse();
}

function sumBytes(blocks: readonly EventBlock[]): number {
  return blocks.reduce((sum, block) => sum + block.bytes.length, 0);
}

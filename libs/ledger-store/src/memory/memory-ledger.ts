import { randomUUID } from 'node:crypto';
import { EntryTexts } from '../entry/entry-text.js';
import { StoredEvent } from '../entry/stored-event.js';
import { assertAppendRequest } from '../port/append-request.js';
import { AppendTooLarge, LedgerUnavailable, UnknownPosition, WrongExpectedRevision } from '../port/ledger-errors.js';
import {
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

const MAX_APPEND_BYTES = 16 * 1024 * 1024;

/** A ledger that lives as long as the process: for tests and for trying things out. Keeps the port's every rule. */
export function memoryLedger(
  options: { readonly ledgerId?: string; readonly maxAppendBytes?: number } = {},
): LedgerStore {
  return new MemoryLedger(options.ledgerId ?? randomUUID(), options.maxAppendBytes ?? MAX_APPEND_BYTES);
}

class MemoryLedger implements LedgerStore {
  private readonly all: StoredEvent[] = [];
  private readonly streams = new Map<string, StoredEvent[]>();
  private readonly wakes = new Set<() => void>();
  private closed = false;

  constructor(
    readonly ledgerId: string,
    readonly maxAppendBytes: number,
  ) {}

  async append(stream: string, events: NonEmpty<NewEvent>, expected: ExpectedRevision): Promise<Appended> {
    assertAppendRequest(stream, events);
    this.assertOpen();
    const held = this.streams.get(stream) ?? [];
    const first = expected === 'no-stream' ? 0 : Number(expected) + 1;
    if (held.length !== first) return this.alreadyAppended(stream, held, events, expected, first);

    const entries = this.encode(stream, events, first);
    const previousTail = BigInt(this.all.length) as Position;
    const positions = entries.map((entry, i) => {
      const position = (previousTail + BigInt(i + 1)) as Position;
      const event = new StoredEvent(position, stream, BigInt(first + i) as Revision, entry);
      held.push(event);
      this.all.push(event);
      return position;
    });
    this.streams.set(stream, held);
    for (const wake of this.wakes) queueMicrotask(wake);
    return { ...revisions(first, events.length), positions, previousTail };
  }

  private encode(stream: string, events: readonly NewEvent[], first: number): Buffer[] {
    const texts = new EntryTexts(stream);
    const entries = events.map((event, i) => Buffer.from(texts.toAppend(event, first + i)));
    const bytes = entries.reduce((sum, entry) => sum + entry.length, 0);
    if (bytes > this.maxAppendBytes) throw new AppendTooLarge(bytes, this.maxAppendBytes);
    return entries;
  }

  private alreadyAppended(
    stream: string,
    held: readonly StoredEvent[],
    events: readonly NewEvent[],
    expected: ExpectedRevision,
    first: number,
  ): Appended {
    const there = held.slice(first, first + events.length);
    if (there.length === events.length && there.every((event, i) => event.id === events[i]?.id)) {
      return { ...revisions(first, events.length), positions: there.map((event) => event.position) };
    }
    const actual = held.length === 0 ? 'no-stream' : (BigInt(held.length - 1) as Revision);
    throw new WrongExpectedRevision(stream, expected, actual);
  }

  async *readStream(
    stream: string,
    {
      from,
      direction,
      limit,
    }: { from: Revision | 'start' | 'end'; direction: 'forwards' | 'backwards'; limit: number },
  ): AsyncIterable<LedgerEvent> {
    this.assertOpen();
    const held = this.streams.get(stream) ?? [];
    const step = direction === 'forwards' ? 1 : -1;
    const last = held.length - 1;
    let at = from === 'start' ? 0 : from === 'end' ? last : Number(from);
    if (step < 0) at = Math.min(at, last);
    for (let left = limit; left > 0 && at >= 0 && at <= last; left -= 1, at += step) yield held[at] as StoredEvent;
  }

  async readAll({ after, limit }: { after: Position; limit: number }): Promise<LedgerPage> {
    this.assertOpen();
    if (after > BigInt(this.all.length)) throw new UnknownPosition(after);
    const events = this.all.slice(Number(after), Number(after) + limit);
    const last = events.at(-1)?.position ?? after;
    return { events, last, atEnd: last >= BigInt(this.all.length) };
  }

  async eventAt(position: Position): Promise<LedgerEvent | undefined> {
    this.assertOpen();
    return this.all[Number(position) - 1];
  }

  async tail(): Promise<Position> {
    this.assertOpen();
    return BigInt(this.all.length) as Position;
  }

  onAppended(wake: () => void): () => void {
    this.wakes.add(wake);
    return () => this.wakes.delete(wake);
  }

  async close(): Promise<void> {
    this.closed = true;
    this.wakes.clear();
  }

  private assertOpen(): void {
    if (this.closed) throw new LedgerUnavailable('the ledger is closed');
  }
}

function revisions(first: number, count: number): { firstRevision: Revision; lastRevision: Revision } {
  return { firstRevision: BigInt(first) as Revision, lastRevision: BigInt(first + count - 1) as Revision };
}

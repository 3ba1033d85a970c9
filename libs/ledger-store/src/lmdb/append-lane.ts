import { LedgerUnavailable, OutcomeUnknown, WrongExpectedRevision } from '../port/ledger-errors.js';
import type { Appended, ExpectedRevision, NewEvent, Position, Revision } from '../port/ledger-store.js';
import type { EventBlock } from './event-block.js';
import type { LedgerFolder } from './ledger-folder.js';
import { TAIL_KEY, placeValue, positionKey, streamKey } from './ledger-keys.js';
import type { LedgerReader } from './ledger-reader.js';

export interface AppendRequest {
  readonly stream: string;
  readonly events: readonly NewEvent[];
  readonly blocks: readonly EventBlock[];
  readonly expected: ExpectedRevision;
  readonly bytes: number;
}

type Outcome = { readonly appended: Appended } | { readonly refused: WrongExpectedRevision };
interface Waiting {
  readonly request: AppendRequest;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: Error) => void;
}

/** Appends that wait behind the running transaction; more are refused with LedgerUnavailable. */
const MAX_WAITING_APPENDS = 4_096;
const MAX_WAITING_BYTES = 64 * 1024 * 1024;
/** Appends that share one transaction and its sync. */
const MAX_GROUP_BYTES = 16 * 1024 * 1024;

/**
 * One transaction at a time; all that waits meanwhile goes into the next one together, so that many small appends share
 * a sync. Pages are written and synced on LMDB's own thread.
 */
export class AppendLane {
  private waiting: Waiting[] = [];
  private waitingBytes = 0;
  private running: Promise<void> | undefined;

  constructor(
    private readonly folder: LedgerFolder,
    private readonly reader: LedgerReader,
    private readonly committed: (tail: bigint) => void,
  ) {}

  append(request: AppendRequest): Promise<Appended> {
    if (this.waiting.length >= MAX_WAITING_APPENDS || this.waitingBytes + request.bytes > MAX_WAITING_BYTES) {
      return Promise.reject(new LedgerUnavailable(`${this.waiting.length} appends wait already: try again later`));
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ request, resolve, reject });
      this.waitingBytes += request.bytes;
      this.running ??= this.run();
    });
  }

  /** Resolves when nothing waits or runs any more. */
  async drained(): Promise<void> {
    await this.running;
  }

  private async run(): Promise<void> {
    while (this.waiting.length > 0) await this.commit(this.takeGroup());
    this.running = undefined;
  }

  private takeGroup(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const { request } of this.waiting) {
      if (count > 0 && bytes + request.bytes > MAX_GROUP_BYTES) break;
      bytes += request.bytes;
      count += 1;
    }
    const group = this.waiting.slice(0, count);
    this.waiting = this.waiting.slice(count);
    this.waitingBytes -= bytes;
    return group;
  }

  private async commit(group: readonly Waiting[]): Promise<void> {
    let outcomes: Outcome[];
    let tail = 0n;
    try {
      outcomes = await this.folder.root.childTransaction(() => {
        const before = this.reader.tail();
        tail = before;
        const answers = group.map(({ request }) => {
          const outcome = this.write(request, tail);
          if ('appended' in outcome && outcome.appended.previousTail !== undefined)
            tail += BigInt(request.events.length);
          return outcome;
        });
        if (tail > before) void this.folder.meta.put(TAIL_KEY, positionKey(tail));
        return answers;
      });
    } catch (error) {
      await this.rejectAll(group, error as Error);
      return;
    }
    group.forEach(({ resolve, reject }, i) => {
      const outcome = outcomes[i] as Outcome;
      if ('appended' in outcome) resolve(outcome.appended);
      else reject(outcome.refused);
    });
    this.committed(tail);
  }

  /** Inside the write transaction: checks the expected revision and puts the blocks behind `tail`. */
  private write({ stream, events, blocks, expected }: AppendRequest, tail: bigint): Outcome {
    const last = this.reader.lastRevision(stream);
    const first = expected === 'no-stream' ? 0n : expected + 1n;
    if ((last ?? -1n) + 1n !== first) return this.alreadyAppended(stream, events, expected, first, last);
    let position = tail + 1n;
    for (const { firstRevision, count, bytes } of blocks) {
      void this.folder.events.put(positionKey(position), bytes);
      void this.folder.streams.put(streamKey(stream, firstRevision), placeValue({ position, count }));
      position += BigInt(count);
    }
    const positions = events.map((_, i) => (tail + BigInt(i + 1)) as Position);
    return { appended: { ...revisions(first, events.length), positions, previousTail: tail as Position } };
  }

  private alreadyAppended(
    stream: string,
    events: readonly NewEvent[],
    expected: ExpectedRevision,
    first: bigint,
    last: bigint | undefined,
  ): Outcome {
    const positions: Position[] = [];
    let revision = first;
    while (last !== undefined && positions.length < events.length && revision <= last) {
      const block = this.reader.blockAt(stream, revision);
      if (block === undefined) break;
      const there = this.reader.eventsOf(
        block.position,
        Number(revision - block.firstRevision),
        events.length - positions.length,
      );
      if (!there.every((event, i) => event.id === events[positions.length + i]?.id)) break;
      for (const event of there) positions.push(event.position);
      revision += BigInt(there.length);
    }
    if (positions.length === events.length) return { appended: { ...revisions(first, events.length), positions } };
    return {
      refused: new WrongExpectedRevision(stream, expected, last === undefined ? 'no-stream' : (last as Revision)),
    };
  }

  /** A failed commit leaves the old state; looking proves it. What cannot be looked at is unknown. */
  private async rejectAll(group: readonly Waiting[], error: Error): Promise<void> {
    const cause = await rootCause(error);
    for (const { request, reject } of group) {
      reject(
        this.surelyNotStored(request)
          ? new LedgerUnavailable(`the ledger could not be written (${cause.message}); nothing was stored`, { cause })
          : new OutcomeUnknown(`the ledger's write failed (${cause.message}) and its outcome is not known`, { cause }),
      );
    }
  }

  private surelyNotStored({ stream, expected }: AppendRequest): boolean {
    try {
      this.reader.fresh();
      return (this.reader.lastRevision(stream) ?? -1n) <= (expected === 'no-stream' ? -1n : expected);
    } catch {
      return false; // answered as OutcomeUnknown: the caller looks again before it does anything else
    }
  }
}

/** lmdb rejects with a general error whose `commitError` is a promise that rejects with the real one. */
async function rootCause(error: Error & { readonly commitError?: Promise<never> }): Promise<Error> {
  if (error.commitError === undefined) return error;
  return error.commitError.catch((cause: unknown) => (cause instanceof Error ? cause : error));
}

function revisions(first: bigint, count: number): { firstRevision: Revision; lastRevision: Revision } {
  return { firstRevision: first as Revision, lastRevision: (first + BigInt(count) - 1n) as Revision };
}

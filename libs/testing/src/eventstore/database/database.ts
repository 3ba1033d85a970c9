import type { ExpectedRevision } from './decide-append.js';
import type { Frame } from './log-frame.js';
import { LogFile } from './log-file.js';
import type { RecordedEvent } from './recorded-event.js';
import type { Retention } from './stream-metadata.js';
import { indexAt, StreamIndex } from './stream-index.js';
import { epochEvent, firstEvents } from './system-events.js';
import { Writer, type Change, type Outcome, type WriterOptions } from './writer.js';

interface Request {
  readonly stream: string;
  readonly change: Change;
  readonly expected: ExpectedRevision;
  readonly answer: (outcome: Outcome) => void;
}

/** Changes that share one write and sync. */
const BATCH = 64;

/** Streams over one log file. Readers see what is on disk, and hear of it in order. */
export class Database {
  private readonly index = new StreamIndex();
  private readonly writer: Writer;
  private readonly waiting: Request[] = [];
  private readonly listeners = new Set<(events: readonly RecordedEvent[]) => void>();
  private lane: Promise<void> | null = null;
  private abandoned = false;

  private constructor(
    private readonly log: LogFile,
    options: WriterOptions,
  ) {
    for (const event of log.found) this.index.add(event);
    this.writer = new Writer(log, this.index, options);
  }

  static async open(dir: string, options: WriterOptions): Promise<Database> {
    const log = await LogFile.open(dir);
    const database = new Database(log, options);
    const epoch = database.index.stream('$epoch-information').length;
    const frames: Frame[] = [];
    if (log.found.length === 0) for (const event of firstEvents()) database.writer.system(event, frames);
    database.writer.system(epochEvent(epoch), frames);
    await log.write(frames);
    return database;
  }

  /** Resolves when the change is on disk, or refused. Never resolves when the server is killed before. */
  change(stream: string, change: Change, expected: ExpectedRevision): Promise<Outcome> {
    return new Promise((answer) => {
      this.waiting.push({ stream, change, expected, answer });
      this.lane ??= this.work().finally(() => (this.lane = null));
    });
  }

  /** Up to `limit` durable events from a position on. */
  readAll(position: number, limit: number): readonly RecordedEvent[] {
    const from = indexAt(this.index.all, position);
    return this.index.all.slice(from, Math.min(from + limit, indexAt(this.index.all, this.end)));
  }

  /** Up to `limit` durable events before a position, the latest first. */
  readAllBackwards(position: number, limit: number): readonly RecordedEvent[] {
    const to = indexAt(this.index.all, Math.min(position, this.end));
    return this.index.all.slice(Math.max(0, to - limit), to).reverse();
  }

  /** Whether an event begins at this position, or the log ends there. */
  isBoundary(position: number): boolean {
    return position >= this.end || this.index.all[indexAt(this.index.all, position)]?.position === position;
  }

  /** A stream's durable events in order of revision, whatever its metadata says. */
  stream(name: string): readonly RecordedEvent[] {
    const events = this.index.stream(name);
    return events.slice(0, indexAt(events, this.end));
  }

  retention(stream: string): Retention {
    return this.index.retention(stream);
  }

  /** Offset behind the last durable event. */
  get end(): number {
    return this.log.durableEnd;
  }

  /** Hears of every event once it is durable, in order. */
  onCommitted(listener: (events: readonly RecordedEvent[]) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** What a kill does: what is being written may be stored, what waits is not; nobody is answered any more. */
  async abandon(): Promise<void> {
    this.abandoned = true;
    await this.lane;
    await this.log.close();
  }

  private async work(): Promise<void> {
    // Changes that arrive in the same turn share a batch.
    await Promise.resolve();
    while (this.waiting.length > 0 && !this.abandoned) {
      const batch = this.waiting.splice(0, BATCH);
      const frames: Frame[] = [];
      const outcomes = batch.map(({ stream, change, expected }) =>
        this.writer.decide(stream, change, expected, frames),
      );
      await this.log.write(frames);
      if (this.abandoned) return;
      batch.forEach(({ answer }, n) => answer(outcomes[n]!));
      const events = frames.flatMap((frame) => frame.events);
      for (const listener of this.listeners) listener(events);
    }
  }
}

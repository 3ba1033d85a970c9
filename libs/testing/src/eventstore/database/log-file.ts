import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeFrame, encodeFrame, type Frame } from './log-frame.js';
import type { NumberedEvent, RecordedEvent } from './recorded-event.js';

const MAGIC = Buffer.from('fake-event-store');

/** The file of all events. One process at a time. */
export class LogFile {
  private constructor(
    private readonly file: FileHandle,
    /** What an earlier run left, in order. */
    readonly found: readonly RecordedEvent[],
    private end: number,
    private written: number,
  ) {}

  /** Opens or makes `dir`/events.log; an append that was cut short by a kill is cut off. */
  static async open(dir: string): Promise<LogFile> {
    const file = await open(join(dir, 'events.log'), 'a+', 0o600);
    const bytes = await file.readFile();
    if (bytes.length < MAGIC.length) {
      await file.truncate(0);
      await file.write(MAGIC);
      await file.datasync();
      return new LogFile(file, [], MAGIC.length, MAGIC.length);
    }
    if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) throw new Error(`${dir} holds no fake event store`);
    const found: RecordedEvent[] = [];
    let end = MAGIC.length;
    for (let frame = decodeFrame(bytes, end); frame !== null; frame = decodeFrame(bytes, end)) {
      found.push(...frame.events);
      end = frame.end;
    }
    await file.truncate(end);
    return new LogFile(file, found, end, end);
  }

  /** Gives events their place behind all others. They are stored when `write` has resolved. */
  place(events: readonly NumberedEvent[]): Frame {
    const frame = encodeFrame(events, this.end);
    this.end += frame.bytes.length;
    return frame;
  }

  /** Writes placed frames in their order; resolves when they survive a power cut. */
  async write(frames: readonly Frame[]): Promise<void> {
    const bytes = Buffer.concat(frames.map((frame) => frame.bytes));
    for (let at = 0; at < bytes.length;) {
      const { bytesWritten } = await this.file.write(bytes, at, bytes.length - at);
      at += bytesWritten;
    }
    await this.file.datasync();
    this.written += bytes.length;
  }

  /** Offset behind the last event that is on disk. */
  get durableEnd(): number {
    return this.written;
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

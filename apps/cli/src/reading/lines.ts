import { open } from 'node:fs/promises';
import { cannotRead } from './input-files.js';

const CHUNK_BYTES = 256 << 10;
/** A longer line is not held in memory: it comes with `bytes` null. */
export const MAX_LINE_BYTES = 64 << 20;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

export interface Line {
  /** Without line end and byte order mark; valid only until the next group is asked for. Null: too long. */
  readonly bytes: Buffer | null;
  /** From 1. */
  readonly number: number;
  /** False for a last line without a line end: it may still be being written. */
  readonly ended: boolean;
}

/** Lines of a file in groups, in constant memory; LF and CR LF. `onBytes` hears how much was read. */
export async function* readLines(path: string, onBytes: (bytes: number) => void): AsyncGenerator<readonly Line[]> {
  const file = await open(path, 'r').catch((error: unknown) => cannotRead(path, error));
  try {
    let buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    let held = 0;
    let number = 0;
    let tooLong = false;
    for (;;) {
      const { bytesRead } = await file.read(buffer, held, buffer.length - held);
      if (bytesRead === 0) break;
      onBytes(bytesRead);
      const end = held + bytesRead;
      const lines: Line[] = [];
      let start = 0;
      for (let at = buffer.indexOf(NEWLINE, held); at !== -1 && at < end; at = buffer.indexOf(NEWLINE, start)) {
        number += 1;
        lines.push({ bytes: tooLong ? null : trimmed(buffer.subarray(start, at), number), number, ended: true });
        tooLong = false;
        start = at + 1;
      }
      if (lines.length > 0) yield lines;
      held = end - start;
      buffer.copyWithin(0, start, end);
      if (tooLong) held = 0;
      else if (held === buffer.length && held >= MAX_LINE_BYTES) {
        tooLong = true;
        held = 0;
      } else if (held === buffer.length) {
        const larger = Buffer.allocUnsafe(buffer.length * 2);
        buffer.copy(larger, 0, 0, held);
        buffer = larger;
      }
    }
    if (held > 0 || tooLong) {
      number += 1;
      yield [{ bytes: tooLong ? null : trimmed(buffer.subarray(0, held), number), number, ended: false }];
    }
  } finally {
    await file.close();
  }
}

function trimmed(line: Buffer, number: number): Buffer {
  const end = line.length > 0 && line[line.length - 1] === RETURN ? line.length - 1 : line.length;
  const start = number === 1 && line.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
  return line.subarray(start, end);
}

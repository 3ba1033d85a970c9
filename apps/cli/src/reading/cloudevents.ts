import { isUtf8 } from 'node:buffer';
import { findInputFiles } from './input-files.js';
import { readLines, type Line } from './lines.js';
import { emptyReport, type ReadItem, type UsageReading } from './usage-reading.js';

/** The ledger takes bodies up to 4 MiB; one event alone must fit with its brackets. */
const MAX_EVENT_BYTES = (4 << 20) - 2;

/**
 * JSON lines of usage events. The text of a line is sent as it stands, so that no number or name changes on the way;
 * it is parsed here only to keep one broken line from spoiling its batch.
 */
export async function readCloudEvents(paths: readonly string[]): Promise<UsageReading> {
  const files = await findInputFiles(paths, ['.jsonl', '.ndjson', '.json']);
  const report = emptyReport(
    files.length,
    files.reduce((sum, file) => sum + file.bytes, 0),
  );
  return {
    report,
    async *items() {
      for (const { path } of files) {
        for await (const lines of readLines(path, (bytes) => (report.bytesRead += bytes))) {
          report.lines += lines.length;
          const items = lines.map((line) => itemOf(line, path)).filter((item) => item !== null);
          if (items.length > 0) yield items;
        }
      }
    },
  };
}

function itemOf({ bytes, number }: Line, file: string): ReadItem | null {
  const place = { file, line: number };
  if (bytes === null || bytes.length > MAX_EVENT_BYTES) {
    return { kind: 'refused', code: 'payload-too-large', detail: 'the line is larger than 4 MiB', place };
  }
  if (!isUtf8(bytes)) {
    return { kind: 'refused', code: 'not-a-cloudevent', detail: 'the line is not UTF-8', place };
  }
  const json = bytes.toString('utf8').trim();
  if (json === '') return null;
  try {
    const event = JSON.parse(json) as { source?: unknown; id?: unknown } | null;
    return { kind: 'event', json, source: textOrNull(event?.source), id: textOrNull(event?.id), place };
  } catch {
    // The parser's own message repeats the input, which may name a person.
    return { kind: 'refused', code: 'not-a-cloudevent', detail: 'the line is not JSON', place };
  }
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import { CliFailure } from '../failure.js';
import { cannotRead, findInputFiles, type InputFile } from './input-files.js';
import { readLines } from './lines.js';
import { emptyReport, type ReadItem, type ReadReport, type UsageReading } from './usage-reading.js';

const SOURCE = 'urn:tallystick:azure-llm-trace';
const HEADER = 'TIMESTAMP,ContextTokens,GeneratedTokens';
const TIMESTAMP = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,9})?)$/;
const TIMESTAMP_LENGTH = '2023-11-16 18:17:03.9799600'.length;
const COUNT = /^\d{1,15}$/;
const GROUP = 500;
/** Identical rows are numbered; in a file that is not in time order every different row is remembered for that. */
const MAX_REMEMBERED_ROWS = 5_000_000;

/** The public Azure LLM inference traces: one event per row, numbered per file, so that a file always gives the same ids. */
export async function readAzureTrace(paths: readonly string[]): Promise<UsageReading> {
  const files = await findInputFiles(paths, ['.csv']);
  const report = emptyReport(
    files.length,
    files.reduce((sum, file) => sum + file.bytes, 0),
  );
  return {
    report,
    async *items() {
      for (const file of files) yield* rowsOf(file, report);
    },
  };
}

async function* rowsOf(file: InputFile, report: ReadReport): AsyncGenerator<readonly ReadItem[]> {
  const nth = await rowNumbering(file.path);
  const input = createReadStream(file.path);
  input.on('data', (chunk) => (report.bytesRead += chunk.length));
  const parser = parse({ bom: true, info: true, relax_column_count: true, skip_empty_lines: true });
  input.on('error', (error) => parser.destroy(error));
  input.pipe(parser);
  let group: ReadItem[] = [];
  let headerSeen = false;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      report.lines += 1;
      if (!headerSeen) {
        headerSeen = true;
        if (record.join(',') === HEADER) continue;
        throw new CliFailure(`${file.path} is no azure-llm-trace: its first line must be ${HEADER}`);
      }
      group.push(itemOf(record, nth, { file: file.path, line: info.lines }));
      if (group.length === GROUP) {
        yield group;
        group = [];
      }
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code?.startsWith('CSV_')) {
      throw new CliFailure(`${file.path} is no readable CSV: ${(error as Error).message}`);
    }
    return cannotRead(file.path, error);
  } finally {
    input.destroy();
  }
  if (group.length > 0) yield group;
}

function itemOf(record: string[], nth: (row: string) => number, place: ReadItem['place']): ReadItem {
  const [timestamp = '', context = '', generated = ''] = record;
  const time = TIMESTAMP.exec(timestamp);
  if (record.length !== 3) return refused(undefined, `a row has three columns, this one ${record.length}`, place);
  if (time === null) return refused('time', 'TIMESTAMP must read like 2023-11-16 18:17:03.9799600', place);
  if (!COUNT.test(context)) return refused('data.tokens.input', 'ContextTokens must be a whole number', place);
  if (!COUNT.test(generated)) return refused('data.tokens.output', 'GeneratedTokens must be a whole number', place);
  const id = `${timestamp}/${context}/${generated}/${nth(`${timestamp}/${context}/${generated}`)}`;
  const json = JSON.stringify({
    specversion: '1.0',
    type: 'tallystick.usage.reported.v1',
    source: SOURCE,
    id,
    time: `${time[1]}T${time[2]}Z`,
    subject: 'azure-llm-trace',
    data: {
      provider: 'azure',
      model: 'not-stated',
      tokens: { input: Number(context), output: Number(generated) },
    },
  });
  return { kind: 'event', json, source: SOURCE, id, place };
}

function refused(field: string | undefined, detail: string, place: ReadItem['place']): ReadItem {
  return { kind: 'refused', code: 'invalid-field', detail, ...(field === undefined ? {} : { field }), place };
}

/** Counts identical rows. In a file in time order only the rows of the present instant need remembering. */
async function rowNumbering(path: string): Promise<(row: string) => number> {
  const inTimeOrder = await isInTimeOrder(path);
  const counts = new Map<string, number>();
  let instant = '';
  return (row) => {
    const its = row.slice(0, row.indexOf('/'));
    if (inTimeOrder && its !== instant) {
      counts.clear();
      instant = its;
    }
    if (counts.size >= MAX_REMEMBERED_ROWS) {
      throw new CliFailure(`${path} has over ${MAX_REMEMBERED_ROWS} rows out of time order: sort it by TIMESTAMP`);
    }
    const n = (counts.get(row) ?? 0) + 1;
    counts.set(row, n);
    return n;
  };
}

async function isInTimeOrder(path: string): Promise<boolean> {
  let last = '';
  for await (const lines of readLines(path, () => undefined)) {
    for (const { bytes, number } of lines) {
      if (number === 1 || bytes === null || bytes.length === 0) continue;
      const instant = bytes.toString('latin1', 0, Math.min(TIMESTAMP_LENGTH, bytes.length));
      // Shorter fractions or quotes would not compare as text: count as out of order, which is always right.
      if (instant.length !== TIMESTAMP_LENGTH || !TIMESTAMP.test(instant) || instant < last) return false;
      last = instant;
    }
  }
  return true;
}

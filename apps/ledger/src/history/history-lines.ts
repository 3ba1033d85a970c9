import { Readable } from 'node:stream';
import { LedgerUnavailable, UnknownPosition, type LedgerEvent } from '@tallystick/ledger-store';
import { Problem } from '@tallystick/platform';

/**
 * JSON lines of the pages, one chunk a page, read at the pace of whoever takes them. The first page is read before
 * anything is sent, so that a ledger that does not answer is an error and not an empty answer; should a later page
 * fail, the connection breaks off.
 * @throws Problem ledger-unavailable, invalid-query
 */
export async function historyLines(pages: AsyncGenerator<readonly LedgerEvent[]>): Promise<Readable> {
  const first = await firstOf(pages);
  return Readable.from(linesFrom(first, pages), { objectMode: false, highWaterMark: 1 });
}

async function firstOf(pages: AsyncGenerator<readonly LedgerEvent[]>): Promise<readonly LedgerEvent[] | undefined> {
  try {
    const { value, done } = await pages.next();
    return done === true ? undefined : value;
  } catch (error) {
    if (error instanceof UnknownPosition) throw new Problem('invalid-query', error.message, { field: 'after' });
    if (!(error instanceof LedgerUnavailable)) throw error;
    throw new Problem('ledger-unavailable', 'the ledger cannot be read at the moment', { cause: error });
  }
}

async function* linesFrom(
  first: readonly LedgerEvent[] | undefined,
  rest: AsyncGenerator<readonly LedgerEvent[]>,
): AsyncGenerator<Buffer> {
  if (first === undefined) return;
  yield linesOf(first);
  for await (const page of rest) yield linesOf(page);
}

const LINE_END = Buffer.from('\n');

/**
 * A line is the entry's own bytes with the position put in front: `{"position":"7",` and the entry without its `{`.
 * Nothing is parsed or serialised again, and what an auditor reads are the bytes that the ledger holds.
 */
function linesOf(events: readonly LedgerEvent[]): Buffer {
  return Buffer.concat(
    events.flatMap((event) => [Buffer.from(`{"position":"${event.position}",`), event.entry.subarray(1), LINE_END]),
  );
}

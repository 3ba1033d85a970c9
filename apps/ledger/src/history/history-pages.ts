import { START, type LedgerEvent, type LedgerStore, type Position, type Revision } from '@tallystick/ledger-store';

/** Events that are read, and held, at a time: the caller's pace sets how fast pages are read. */
export const PAGE_EVENTS = 500;

/** Pages of the whole ledger behind `after`, up to `limit` events or the end. */
export async function* ledgerPages(
  store: LedgerStore,
  after: Position,
  limit: number,
): AsyncGenerator<readonly LedgerEvent[]> {
  if (after >= (await store.tail())) return; // whoever polls may ask for what is yet to come
  let from = after;
  for (let left = limit; left > 0;) {
    const page = await store.readAll({ after: from, limit: Math.min(left, PAGE_EVENTS) });
    if (page.events.length > 0) yield page.events;
    if (page.atEnd || page.last === from) return;
    left -= page.events.length;
    from = page.last;
  }
}

/** Pages of one stream's events behind position `after`. */
export async function* streamPages(
  store: LedgerStore,
  stream: string,
  after: Position,
  limit: number,
): AsyncGenerator<readonly LedgerEvent[]> {
  let from = await firstRevisionBehind(store, stream, after);
  for (let left = limit; from !== undefined && left > 0;) {
    const page: LedgerEvent[] = [];
    const options = { from, direction: 'forwards', limit: Math.min(left, PAGE_EVENTS) } as const;
    for await (const event of store.readStream(stream, options)) page.push(event);
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    left -= page.length;
    from = (last.revision + 1n) as Revision;
  }
}

export async function lastOf(store: LedgerStore, stream: string): Promise<LedgerEvent | undefined> {
  for await (const event of store.readStream(stream, { from: 'end', direction: 'backwards', limit: 1 })) return event;
  return undefined;
}

/** Positions rise with revisions, so the first one behind `after` is found by halving. */
async function firstRevisionBehind(store: LedgerStore, stream: string, after: Position): Promise<Revision | undefined> {
  if (after === START) return 0n as Revision;
  const last = await lastOf(store, stream);
  if (last === undefined || last.position <= after) return undefined;
  let low = 0n;
  let high: bigint = last.revision;
  while (low < high) {
    const middle = (low + high) / 2n;
    if ((await positionAt(store, stream, middle as Revision)) > after) high = middle;
    else low = middle + 1n;
  }
  return low as Revision;
}

async function positionAt(store: LedgerStore, stream: string, revision: Revision): Promise<Position> {
  for await (const event of store.readStream(stream, { from: revision, direction: 'forwards', limit: 1 })) {
    return event.position;
  }
  throw new Error(`stream ${stream} has no revision ${revision}`);
}

import { UnknownPosition, type LedgerEvent, type LedgerStore, type Position } from '@tallystick/ledger-store';

const PAGE_EVENTS = 1_000;

/**
 * The ledger's events are the log's leaves, in order, one for one: `readAll` gives none of the store's own.
 * @returns the next `count` of them behind `after`, or as many as there are
 */
export async function* leavesAfter(store: LedgerStore, after: Position, count: number): AsyncGenerator<LedgerEvent> {
  let from = after;
  for (let left = count; left > 0;) {
    const page = await store.readAll({ after: from, limit: Math.min(left, PAGE_EVENTS) });
    yield* page.events;
    left -= page.events.length;
    if (page.atEnd) return;
    from = page.last;
  }
}

/** The same at once; empty when the ledger does not know the position. */
export async function readLeaves(store: LedgerStore, after: Position, count: number): Promise<LedgerEvent[]> {
  const leaves: LedgerEvent[] = [];
  try {
    for await (const leaf of leavesAfter(store, after, count)) leaves.push(leaf);
    return leaves;
  } catch (error) {
    if (error instanceof UnknownPosition) return [];
    throw error;
  }
}

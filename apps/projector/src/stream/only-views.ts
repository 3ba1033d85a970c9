import { isAccessStream } from '@tallystick/events';
import { LedgerUnavailable, type LedgerStore, type Position } from '@tallystick/ledger-store';

/** Views come in small numbers between other events, so that the first page nearly always decides. */
const PAGE_EVENTS = 16;

/**
 * Whether from `after` to `upTo` the ledger tells of nothing but who looked at whom. Such events send no live messages
 * (privacy.md): those would tell everybody at once that somebody is being looked at.
 */
export async function onlyViews(ledger: LedgerStore, after: Position, upTo: Position): Promise<boolean> {
  try {
    for (let from = after; from < upTo;) {
      const { events, last, atEnd } = await ledger.readAll({ after: from, limit: PAGE_EVENTS });
      if (events.some(({ stream, position }) => position <= upTo && !isAccessStream(stream))) return false;
      if (atEnd) return true;
      from = last;
    }
    return true;
  } catch (error) {
    if (error instanceof LedgerUnavailable) return false;
    throw error;
  }
}

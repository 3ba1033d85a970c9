import type { LedgerEvent, LedgerStore, Position } from '@tallystick/ledger-store';

/** Age in ms of the oldest event behind `folded`, 0 when none. @throws LedgerUnavailable */
export async function behindMs(ledger: LedgerStore, folded: Position, nowMs: number): Promise<number> {
  const oldest = await firstBehind(ledger, folded);
  if (oldest === undefined) return 0;
  const recordedMs = Date.parse(String(oldest.metadata['recordedAt']));
  // At least 1: a clock that stands behind the ledger's must not make an unfolded event look folded.
  return Number.isNaN(recordedMs) ? 1 : Math.max(1, nowMs - recordedMs);
}

/** A page may be empty before the ledger's end: the store passed over events of its own. */
async function firstBehind(ledger: LedgerStore, folded: Position): Promise<LedgerEvent | undefined> {
  for (let after = folded; ;) {
    const { events, last, atEnd } = await ledger.readAll({ after, limit: 1 });
    if (events.length > 0 || atEnd) return events[0];
    after = last;
  }
}

import type { LedgerStore, Position } from '@tallystick/ledger-store';

/** Age in ms of the oldest event behind `folded`, 0 when none. @throws LedgerUnavailable */
export async function behindMs(ledger: LedgerStore, folded: Position, nowMs: number): Promise<number> {
  const { events } = await ledger.readAll({ after: folded, limit: 1 });
  const oldest = events[0];
  if (!oldest) return 0;
  const recordedMs = Date.parse(String(oldest.metadata['recordedAt']));
  // At least 1: a clock that stands behind the ledger's must not make an unfolded event look folded.
  return Number.isNaN(recordedMs) ? 1 : Math.max(1, nowMs - recordedMs);
}

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LedgerEvent, LedgerStore, Position } from '@tallystick/ledger-store';
import type { ProjectionLimits } from './projection-limits.js';

export interface Batch {
  readonly events: readonly LedgerEvent[];
  /** Read on after this. */
  readonly last: Position;
  /** True when nothing lay behind `last` at the time of reading. */
  readonly atEnd: boolean;
}

const SMALLEST_PAGE = 64;
const GUESSED_ENTRY_BYTES = 600;

/** Gathers the ledger's pages into batches bounded by events and bytes; queries get a turn between two pages. */
export class BatchReader {
  private meanEntryBytes = GUESSED_ENTRY_BYTES;

  constructor(
    private readonly ledger: LedgerStore,
    private readonly limits: ProjectionLimits,
  ) {}

  /** @throws LedgerUnavailable */
  async read(after: Position): Promise<Batch> {
    const events: LedgerEvent[] = [];
    let last = after;
    let bytes = 0;
    for (;;) {
      const page = await this.ledger.readAll({ after: last, limit: this.pageLimit(events.length, bytes) });
      for (const event of page.events) {
        events.push(event);
        bytes += event.entry.byteLength;
      }
      last = page.last;
      if (events.length > 0) this.meanEntryBytes = bytes / events.length;
      if (page.atEnd || events.length >= this.limits.maxBatchEvents || bytes >= this.limits.maxBatchBytes) {
        return { events, last, atEnd: page.atEnd };
      }
      await nextTurn();
    }
  }

  private pageLimit(eventsSoFar: number, bytesSoFar: number): number {
    const byBytes = Math.floor((this.limits.maxBatchBytes - bytesSoFar) / this.meanEntryBytes);
    const fitting = Math.min(this.limits.maxPageEvents, Math.max(SMALLEST_PAGE, byBytes));
    return Math.min(fitting, this.limits.maxBatchEvents - eventsSoFar);
  }
}

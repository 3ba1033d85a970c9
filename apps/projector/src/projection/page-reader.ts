import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LedgerEvent, LedgerPage, LedgerStore, Position } from '@tallystick/ledger-store';
import type { ProjectionLimits } from './projection-limits.js';

const SMALLEST_PAGE = 64;
const GUESSED_ENTRY_BYTES = 600;

/** Reads the ledger's pages, bounded by events and (as near as the pages before tell) by bytes. */
export class PageReader {
  private meanEntryBytes = GUESSED_ENTRY_BYTES;

  constructor(
    private readonly ledger: LedgerStore,
    private readonly limits: ProjectionLimits,
  ) {}

  /** @throws LedgerUnavailable */
  async read(after: Position): Promise<LedgerPage> {
    const page = await this.ledger.readAll({ after, limit: this.limit() });
    if (page.events.length > 0) {
      const bytes = page.events.reduce((sum, { entry }) => sum + entry.byteLength, 0);
      this.meanEntryBytes = bytes / page.events.length;
    }
    return page;
  }

  /** `first` and the pages behind it, up to the ledger's end or the signal. Queries get a turn between two pages. */
  async *from(first: LedgerPage, signal: AbortSignal): AsyncGenerator<readonly LedgerEvent[]> {
    for (let page = first; ; page = await this.read(page.last)) {
      if (page.events.length > 0) yield page.events;
      if (page.atEnd || signal.aborted) return;
      await nextTurn();
    }
  }

  private limit(): number {
    const fitting = Math.floor(this.limits.maxPageBytes / this.meanEntryBytes);
    return Math.min(this.limits.maxPageEvents, Math.max(SMALLEST_PAGE, fitting));
  }
}

import { fingerprintOfRecorded, parseUsageRecorded, USAGE_CONFLICTED, USAGE_RECORDED } from '@tallystick/events';
import type { LedgerEvent, LedgerPage } from '@tallystick/ledger-store';
import type { AuditRow, Changes, FirstOfKey, Status, Tables, Total } from './tables.js';

/** All of it happens, or nothing. */
export type Transaction = (work: () => void) => Promise<void>;

/** A pure fold over the ledger's order: the first of its key counts, a later one is a duplicate or a conflict. */
export class Fold {
  constructor(protected readonly tables: Tables) {}

  /** What the events change, with the tables as they stand. */
  changesOf(events: readonly LedgerEvent[]): Changes {
    const rows: AuditRow[] = [];
    const totals: Total[] = [];
    const firsts = new Map<string, FirstOfKey>();
    for (const event of events) {
      if (event.type !== USAGE_RECORDED && event.type !== USAGE_CONFLICTED) continue;
      const { position } = event;
      const data = parseUsageRecorded(event.type, event.data);
      const { eventKey, actor } = data;
      const fingerprint = fingerprintOfRecorded(data).toString('base64url');
      const first = firsts.get(eventKey) ?? this.tables.firstOf(eventKey);
      const status = this.statusOf(event.type, first, fingerprint);
      rows.push({ position, eventKey, fingerprint, status });
      if (status !== 'counted') continue;
      firsts.set(eventKey, { position, fingerprint });
      const { input, output, cacheRead, cacheWrite, reasoning } = data.tokens;
      const tokens = input + output + cacheRead + cacheWrite + reasoning;
      totals.push({ actor, day: data.occurredAt.slice(0, 10), tokens });
    }
    return { rows, totals };
  }

  statusOf(type: string, first: FirstOfKey | undefined, fingerprint: string): Status {
    if (type === USAGE_CONFLICTED) return 'conflict';
    if (first === undefined) return 'counted';
    return first.fingerprint === fingerprint ? 'duplicate' : 'conflict';
  }

  /** Rows and checkpoint together. @throws Fenced */
  async store(after: bigint, page: LedgerPage, changes: Changes, transaction: Transaction): Promise<void> {
    await transaction(() => this.tables.commit(after, page.last, changes));
  }
}

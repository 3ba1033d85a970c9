import type { LedgerEvent } from '@tallystick/ledger-store';
import { readPage } from './fold/read-page.js';
import { openPgliteStore } from './pglite/open-pglite-read-models.js';
import { PostgresStore } from './postgres/postgres-store.js';
import { migrate } from './schema/migrate.js';
import { USAGE_EVENT_COLUMNS } from './schema/tables.js';
import type { SqlStore } from './sql/sql-store.js';

/** The audit table alone, without fold, boards or checkpoint: the floor that catch-up is measured against. */
export interface BareAuditTable {
  /** The very lines that a fold of these events inserts, in ledger order from the first. */
  linesOf(events: readonly LedgerEvent[]): string;
  /** Inserts them in one transaction, by the method that the fold uses. */
  insert(lines: string): Promise<void>;
  close(): Promise<void>;
}

export async function openBareAuditTable(
  where: { readonly dir: string } | { readonly databaseUrl: string },
): Promise<BareAuditTable> {
  const schema = 'tallystick_floor';
  const store: SqlStore = 'dir' in where ? await openPgliteStore(where.dir) : new PostgresStore(where.databaseUrl);
  await store.write(async (session) => {
    await session.query(`drop schema if exists ${schema} cascade`);
    await migrate(session, schema);
  });
  let logSize = 0;
  return {
    linesOf: (events) => {
      const page = readPage({ position: 0n, logSize, latestRecordedAtMs: null }, events);
      logSize = page.logSize;
      return page.lines;
    },
    insert: (lines) =>
      store.write((session) => session.copyIn(`${schema}.usage_event (${USAGE_EVENT_COLUMNS.join(', ')})`, lines)),
    close: () => store.close(),
  };
}

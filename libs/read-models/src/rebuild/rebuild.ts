import type { LedgerEvent, LedgerStore, Position } from '@tallystick/ledger-store';
import type { LocalCalendar } from '../calendar/local-calendar.js';
import { createCheckpoint, readFoldState } from '../fold/checkpoint-row.js';
import { FoldTransaction } from '../fold/fold-transaction.js';
import { writePages } from '../fold/write-pages.js';
import { digestTables } from '../query/digest.js';
import type { Rebuilt, RebuildOptions } from '../read-models.js';
import { migrate } from '../schema/migrate.js';
import type { SqlSession, SqlStore } from '../sql/sql-store.js';

const EVENTS_PER_PAGE = 2_000;
/** With fewer events than this to go, the swap folds them itself while the live fold waits. */
const SMALL_REST = 2_000;
/** The live tables may grow as fast as the new ones; after so many rounds the swap folds what is left, whatever it is. */
const MAX_ROUNDS = 20;

export interface RebuildParts {
  readonly store: SqlStore;
  readonly schema: string;
  readonly ledgerId: string;
  readonly calendar: LocalCalendar;
}
type Ledger = Pick<LedgerStore, 'readAll'>;

/**
 * Folds the ledger a second time into tables beside the live ones, holds both digests against each other at one
 * position, and swaps the names in one transaction.
 */
export async function rebuild(parts: RebuildParts, options: RebuildOptions): Promise<Rebuilt> {
  const { store, schema, ledgerId, calendar } = parts;
  const beside = `${schema}_rebuild`;
  const before = await store.read(async (session) => ({
    at: (await readFoldState(session, schema, ledgerId)).checkpoint,
    digest: await digestTables(session, schema),
  }));
  await store.write(async (session) => {
    await session.query(`drop schema if exists ${beside} cascade`);
    await migrate(session, beside);
    await createCheckpoint(session, beside, ledgerId, calendar.zone);
  });
  const shadow = { ...parts, schema: beside };
  await foldUpTo(shadow, options, before.at.position);
  const after = await store.read((session) => digestTables(session, beside));
  const equal = after.digest === before.digest.digest;
  if (options.swap) {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const live = (await store.read((session) => readFoldState(session, schema, ledgerId))).checkpoint;
      const done = await foldUpTo(shadow, options, live.position);
      if (live.logSize - done.logSize <= SMALL_REST) break;
    }
    await store.write((session) => swap(session, parts, beside, options.ledger));
  }
  await store.write((session) => session.query(`drop schema if exists ${beside} cascade`));
  return { equal, before: before.digest, after, at: before.at, swapped: options.swap };
}

async function foldUpTo(shadow: RebuildParts, { ledger, onProgress }: RebuildOptions, end: Position) {
  for (;;) {
    const { checkpoint } = await shadow.store.read((session) => readFoldState(session, shadow.schema, shadow.ledgerId));
    onProgress?.(checkpoint, end);
    if (checkpoint.position >= end) return checkpoint;
    await shadow.store.write(async (session) => {
      const fold = await FoldTransaction.begin(
        session,
        shadow.schema,
        shadow.calendar,
        shadow.ledgerId,
        checkpoint.position,
      );
      await writePages(fold, pagesUpTo(ledger, checkpoint.position, end), () => shadow.store.othersWaiting());
      await fold.finish();
    });
  }
}

async function* pagesUpTo(ledger: Ledger, after: Position, end: Position): AsyncGenerator<readonly LedgerEvent[]> {
  let position = after;
  while (position < end) {
    const page = await ledger.readAll({ after: position, limit: EVENTS_PER_PAGE });
    const events = page.events.filter((event) => event.position <= end);
    if (events.length > 0) yield events;
    if (page.atEnd && page.last < end) throw new Error(`the ledger ends at ${page.last}, the tables at ${end}`);
    position = page.last;
  }
}

/** Whoever reads or folds the live tables holds the checkpoint's table: taking it alone waits for them, and they for it. */
async function swap(session: SqlSession, parts: RebuildParts, beside: string, ledger: Ledger): Promise<void> {
  const { schema, ledgerId, calendar } = parts;
  await session.query(`lock table ${schema}.projection_checkpoint in access exclusive mode`);
  const live = (await readFoldState(session, schema, ledgerId)).checkpoint;
  const shadow = (await readFoldState(session, beside, ledgerId)).checkpoint;
  if (shadow.position < live.position) {
    const fold = await FoldTransaction.begin(session, beside, calendar, ledgerId, shadow.position);
    await writePages(fold, pagesUpTo(ledger, shadow.position, live.position), () => false);
    await fold.finish();
  }
  await session.query(`alter schema ${schema} rename to ${schema}_retired`);
  await session.query(`alter schema ${beside} rename to ${schema}`);
  await session.query(`alter schema ${schema}_retired rename to ${beside}`);
}

import type { PriceBook } from '@tallystick/domain';
import type { LocalCalendar } from '../calendar/local-calendar.js';
import type { SqlSession } from '../sql/sql-store.js';
import { BoardSums } from './board-sums.js';
import type { CountedUsage } from './cell-sums.js';
import { USAGE_PROJECTION } from './checkpoint-row.js';
import { priceOf } from './price-of.js';

const EVENTS_PER_PAGE = 5_000;

interface CountedRow extends Omit<CountedUsage, 'cacheRead' | 'cacheWrite'> {
  readonly position: string;
  readonly events: 1 | -1;
  readonly occurred_ms: string;
  readonly provider: string;
  readonly cache_read: number;
  readonly cache_write: number;
}

/** Cuts the boards anew from the audit rows, for another time zone; the rows themselves know no zone. */
export async function recutBoards(
  session: SqlSession,
  schema: string,
  calendar: LocalCalendar,
  book: PriceBook,
): Promise<void> {
  await session.query(`truncate ${schema}.board_cell`);
  const boards = new BoardSums(session, schema);
  for await (const rows of countedRows(session, schema)) {
    for (const row of rows) {
      const usage = { ...row, cacheRead: row.cache_read, cacheWrite: row.cache_write };
      const occurredAtMs = Number(row.occurred_ms);
      boards.add(usage, calendar.dayOf(occurredAtMs), row.events, priceOf(book, usage, { ...row, occurredAtMs }));
    }
    await boards.relieve();
  }
  await boards.finish();
  await session.query(`update ${schema}.projection_checkpoint set time_zone = $2 where projection = $1`, [
    USAGE_PROJECTION,
    calendar.zone,
  ]);
}

/** All events first, so that what decisions take off has been put on. */
async function* countedRows(session: SqlSession, schema: string): AsyncGenerator<readonly CountedRow[]> {
  const columns = `position::text, floor(extract(epoch from occurred_at) * 1000)::bigint::text as occurred_ms,
    actor, team, provider, model, project, agent, source, input, output, cache_read, cache_write, reasoning`;
  let after = '0';
  for (;;) {
    const rows = await session.query<CountedRow>(
      `select ${columns}, 1 as events from ${schema}.usage_event
       where first_of_key and position > $1::text::bigint order by usage_event.position limit ${EVENTS_PER_PAGE}`,
      [after],
    );
    if (rows.length === 0) break;
    yield rows;
    after = rows.at(-1)!.position;
  }
  for (let [position, events] = ['0', 0]; ;) {
    const rows = await session.query<CountedRow>(
      `select ${columns}, events::integer as events from ${schema}.usage_adjustment
       where (position, events) > ($1::text::bigint, $2::text::smallint)
       order by usage_adjustment.position, usage_adjustment.events limit ${EVENTS_PER_PAGE}`,
      [position, String(events)],
    );
    if (rows.length === 0) return;
    yield rows;
    ({ position, events } = rows.at(-1)!);
  }
}

import { PriceBook, startOfGranule, usdText } from '@tallystick/domain';
import { checkpointAt } from '../query/as-of.js';
import { auditRow } from '../query/audit-row.js';
import type { StoredRow } from '../query/audit-row.js';
import { correctionsOf } from '../query/corrections.js';
import { tokenSum } from '../query/token-sum.js';
import type { PriceBooks } from '../fold/price-books.js';
import type { Checkpoint, ExplainedEvent, Explanation, ExplainQuery, PriceUsed } from '../read-models.js';
import type { SqlSession } from '../sql/sql-store.js';
import { cellOf } from './cell.js';
import type { Cell } from './cell.js';
import { firstsOfDays } from './cell-days.js';
import { eventsOfCell } from './cell-events.js';
import { cellCost, cellValue } from './cell-value.js';
import { contributionOf, pricesUsed } from './contribution.js';
import { cursorBehind, placeIn } from './explain-place.js';
import type { ExplainPlace } from './explain-place.js';
import { asRecorded, decidedVersions } from './stands.js';

export interface ExplainContext {
  readonly schema: string;
  readonly keptZone: string;
  readonly now: Checkpoint;
  readonly books: PriceBooks;
}

/**
 * What stands behind a number. The value is taken from where the boards and series take theirs, the contributions from
 * the events: that they agree is for the tests to show, not assumed here. @throws InvalidCursor, NotCaughtUp
 */
export async function explain(
  session: SqlSession,
  query: ExplainQuery,
  context: ExplainContext,
): Promise<{ answer: Explanation; at: Checkpoint }> {
  const { schema, keptZone, now } = context;
  const place = placeIn(query, now);
  const at = await checkpointAt(session, schema, now, place.position);
  const cell = cellOf(query, place.atMs, schema, place.position);
  const value = place.value === undefined ? await valueOf(session, cell, context) : place.value;
  const rows = await rowsOf(session, cell, place, query.limit + 1);
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  const more = last !== undefined && rows.length > query.limit;
  const { events, prices } = await explained(session, cell, page, context.books);
  return {
    answer: {
      value: value === null ? null : query.metric === 'cost' ? usdText(value) : tokenSum(value),
      events,
      prices,
      projector: { checkpoint: said(now), ledgerId: now.ledgerId, timeZone: keptZone },
      nextCursor: more
        ? cursorBehind(query, now.ledgerId, {
            ...place,
            value,
            after: { occurredUs: last.occurred_us, position: last.position },
          })
        : null,
    },
    at,
  };
}

function rowsOf(
  session: SqlSession,
  cell: Cell,
  { after }: ExplainPlace,
  limit: number,
): Promise<readonly StoredRow[]> {
  if (cell.metric !== 'activeDays') return eventsOfCell(session, cell, after, limit);
  const lastMs = after === undefined ? undefined : Number(BigInt(after.occurredUs) / 1_000n);
  return firstsOfDays(session, cell, lastMs === undefined ? undefined : startOfGranule('day', lastMs, cell.tz), limit);
}

async function explained(
  session: SqlSession,
  cell: Cell,
  page: readonly StoredRow[],
  books: PriceBooks,
): Promise<{ events: ExplainedEvent[]; prices: PriceUsed[] }> {
  const { schema, upTo } = cell;
  const keys = page.map((row) => row.event_key);
  const versions = await decidedVersions(session, schema, keys, upTo);
  const corrections = await correctionsOf(session, schema, keys, upTo);
  const book = cell.metric === 'cost' ? await bookAt(session, schema, upTo, books) : PriceBook.EMPTY;
  const explainedRows = page.map((stored) => {
    const row = auditRow(stored, corrections.get(stored.event_key) ?? []);
    const version = versions.get(stored.event_key);
    const countedAs = version === undefined ? asRecorded(row) : version;
    const { contribution, span } = contributionOf(row, countedAs, cell, book);
    const pricePosition = span === null ? null : String(span.listing.position);
    return { event: { ...row, countedAs, contribution, pricePosition }, span };
  });
  return {
    events: explainedRows.map(({ event }) => event),
    prices: pricesUsed(explainedRows.map(({ span }) => span)),
  };
}

async function bookAt(session: SqlSession, schema: string, upTo: bigint, books: PriceBooks): Promise<PriceBook> {
  const [row] = await session.query<{ last: string | null }>(
    `select max(position)::text as last from ${schema}.price where position <= $1::text::bigint`,
    [String(upTo)],
  );
  const last = row?.last ?? null;
  return books.at(session, schema, last === null ? null : BigInt(last));
}

const valueOf = (session: SqlSession, cell: Cell, { keptZone, now }: ExplainContext): Promise<bigint | null> =>
  cell.metric === 'cost'
    ? cellCost(session, cell, keptZone, now)
    : cellValue(session, cell, cell.metric, keptZone, now);

const said = ({ position, recordedAt, logSize }: Checkpoint) => ({ position: String(position), recordedAt, logSize });

import { PriceBook, type Listing } from '@tallystick/domain';
import { BUCKETS, type PricePerMillion } from '@tallystick/events';
import type { SqlSession } from '../sql/sql-store.js';
import { PRICE_ROW, timesOf } from '../sql/price-row.js';
import type { PriceRow } from '../sql/price-row.js';

/** The book as of the checkpoint, kept as long as nothing is listed. One for each schema. */
export class PriceBooks {
  private kept = { last: null as bigint | null, book: PriceBook.EMPTY };

  /** @param last position of the last listing that is folded; null: there is none */
  async at(session: SqlSession, schema: string, last: bigint | null): Promise<PriceBook> {
    if (last === null) return PriceBook.EMPTY;
    if (this.kept.last !== last) this.kept = { last, book: await readPriceBook(session, schema, last) };
    return this.kept.book;
  }
}

/** The price book as of a position, which must be folded. */
export async function readPriceBook(session: SqlSession, schema: string, upTo: bigint): Promise<PriceBook> {
  const rows = await session.query<PriceRow>(
    `select ${PRICE_ROW}
     from ${schema}.price where position <= $1::text::bigint order by price.position`,
    [String(upTo)],
  );
  return PriceBook.EMPTY.list(rows.map(listingOf)).book;
}

function listingOf(row: PriceRow): Listing {
  const { position, provider, model, source, author } = row;
  const prices = [row.input, row.output, row.cache_read, row.cache_write, row.reasoning];
  const perMillion = Object.fromEntries(
    BUCKETS.flatMap((bucket, i) => (prices[i] === null ? [] : [[bucket, Number(prices[i])]])),
  ) as PricePerMillion;
  const { from, to } = timesOf(row);
  const until = to === null ? {} : { to };
  return { position: BigInt(position), data: { provider, model, from, ...until, perMillion, source, author } };
}

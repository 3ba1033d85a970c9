import type { PriceListing, PricesQuery } from '../read-models.js';
import { PRICE_ROW, timesOf } from '../sql/price-row.js';
import type { PriceRow } from '../sql/price-row.js';
import type { SqlSession } from '../sql/sql-store.js';
import { pageOf, whereItGoesOn } from './newest-first.js';
import { Params } from './params.js';

interface StoredListing extends PriceRow {
  readonly leaf_index: string;
  readonly recorded_ms: string;
}

/** Every listing, newest first. Its cursor is the last position shown, and holds for ever. @throws InvalidCursor */
export async function priceListings(
  session: SqlSession,
  schema: string,
  ledgerId: string,
  query: PricesQuery,
): Promise<{ prices: readonly PriceListing[]; nextCursor: string | null }> {
  const boundTo = ['prices', ledgerId];
  const params = new Params();
  const conditions = ['true', ...whereItGoesOn(boundTo, query, params)];
  const rows = await session.query<StoredListing>(
    `select ${PRICE_ROW}, leaf_index::text, (extract(epoch from recorded_at) * 1000)::bigint::text as recorded_ms
     from ${schema}.price where ${conditions.join(' and ')}
     order by price.position desc limit ${params.add(query.limit + 1, 'integer')}`,
    params.values,
  );
  const { page, nextCursor } = pageOf(boundTo, rows, query.limit);
  return { prices: page.map(listingOf), nextCursor };
}

function listingOf(row: StoredListing): PriceListing {
  const { position, provider, model, source, author } = row;
  const nano = (price: string | null) => (price === null ? null : Number(price));
  return {
    ...{ position, provider, model, source, author },
    leafIndex: Number(row.leaf_index),
    recordedAt: new Date(Number(row.recorded_ms)).toISOString(),
    ...timesOf(row),
    input: nano(row.input),
    output: nano(row.output),
    cacheRead: nano(row.cache_read),
    cacheWrite: nano(row.cache_write),
    reasoning: nano(row.reasoning),
  };
}

import { canonicalTime } from '../fold/decide-status.js';
import type { PriceListing, PricesQuery } from '../read-models.js';
import { InvalidCursor } from '../read-models-errors.js';
import type { SqlSession } from '../sql/sql-store.js';
import { readCursor, writeCursor } from './cursor.js';
import { Params } from './params.js';

interface StoredListing extends Record<
  'position' | 'leaf_index' | 'recorded_ms' | 'provider' | 'model' | 'from_us' | 'source' | 'author',
  string
> {
  readonly to_us: string | null;
  readonly input: string | null;
  readonly output: string | null;
  readonly cache_read: string | null;
  readonly cache_write: string | null;
  readonly reasoning: string | null;
}

const microseconds = (column: string): string => `(extract(epoch from ${column}) * 1000000)::bigint::text`;

/** Every listing, newest first. Its cursor is the last position shown, and holds for ever. @throws InvalidCursor */
export async function priceListings(
  session: SqlSession,
  schema: string,
  ledgerId: string,
  query: PricesQuery,
): Promise<{ prices: readonly PriceListing[]; nextCursor: string | null }> {
  const boundTo = ['prices', ledgerId];
  const params = new Params();
  const conditions = ['true'];
  if (query.asOfPosition !== undefined)
    conditions.push(`position <= ${params.add(String(query.asOfPosition), 'bigint')}`);
  if (query.cursor !== undefined) {
    const [before] = readCursor(boundTo, query.cursor);
    if (before === undefined) throw new InvalidCursor('the cursor names no position');
    conditions.push(`position < ${params.add(before, 'bigint')}`);
  }
  const rows = await session.query<StoredListing>(
    `select position::text, leaf_index::text, (extract(epoch from recorded_at) * 1000)::bigint::text as recorded_ms,
       provider, model, ${microseconds('from_at')} as from_us,
       case when to_at < 'infinity' then ${microseconds('to_at')} end as to_us,
       input::text, output::text, cache_read::text, cache_write::text, reasoning::text, source, author
     from ${schema}.price where ${conditions.join(' and ')}
     order by price.position desc limit ${params.add(query.limit + 1, 'integer')}`,
    params.values,
  );
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    prices: page.map(listingOf),
    nextCursor: last !== undefined && rows.length > query.limit ? writeCursor(boundTo, [last.position]) : null,
  };
}

function listingOf(row: StoredListing): PriceListing {
  const { position, provider, model, source, author } = row;
  const nano = (price: string | null) => (price === null ? null : Number(price));
  return {
    ...{ position, provider, model, source, author },
    leafIndex: Number(row.leaf_index),
    recordedAt: new Date(Number(row.recorded_ms)).toISOString(),
    from: canonicalTime(row.from_us),
    to: row.to_us === null ? null : canonicalTime(row.to_us),
    input: nano(row.input),
    output: nano(row.output),
    cacheRead: nano(row.cache_read),
    cacheWrite: nano(row.cache_write),
    reasoning: nano(row.reasoning),
  };
}

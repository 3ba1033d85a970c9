import { PriceBook, type Listing } from '@tallystick/domain';
import { BUCKETS, type PricePerMillion } from '@tallystick/events';
import type { SqlSession } from '../sql/sql-store.js';
import { canonicalTime } from './decide-status.js';

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

interface PriceRow {
  readonly position: string;
  readonly provider: string;
  readonly model: string;
  readonly from_us: string;
  readonly to_us: string | null;
  readonly input: string | null;
  readonly output: string | null;
  readonly cache_read: string | null;
  readonly cache_write: string | null;
  readonly reasoning: string | null;
  readonly source: string;
  readonly author: string;
}

const microseconds = (column: string): string => `(extract(epoch from ${column}) * 1000000)::bigint::text`;

/** The price book as of a position, which must be folded. */
export async function readPriceBook(session: SqlSession, schema: string, upTo: bigint): Promise<PriceBook> {
  const rows = await session.query<PriceRow>(
    `select position::text, provider, model, ${microseconds('from_at')} as from_us,
       case when to_at < 'infinity' then ${microseconds('to_at')} end as to_us,
       input::text, output::text, cache_read::text, cache_write::text, reasoning::text, source, author
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
  const until = row.to_us === null ? {} : { to: canonicalTime(row.to_us) };
  return {
    position: BigInt(position),
    data: { provider, model, from: canonicalTime(row.from_us), ...until, perMillion, source, author },
  };
}

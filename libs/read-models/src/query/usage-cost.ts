import { BUCKET_COLUMNS } from './subject-columns.js';
import type { Params } from './params.js';

/** Cost in 10^-15 USD of a row `u` with the five buckets, by a row `r` with what a million of each costs. */
export const COST = BUCKET_COLUMNS.map((bucket) => `coalesce(u.${bucket} * r.${bucket}, 0)`).join(' + ');

/** Those tokens of `u` that have a price in `r`. */
export const PRICED_TOKENS = BUCKET_COLUMNS.map(
  (bucket) => `case when r.${bucket} is null then 0 else u.${bucket}::bigint end`,
).join(' + ');

/** By which prices costs are worked out. */
export interface PricesAsked {
  /** The book as of this position; null: nothing is listed. */
  readonly book: bigint | null;
  /** Whether prices were listed behind that position, so that the cells' costs are of no use. */
  readonly cellsDiffer: boolean;
}

/** Which prices an answer as of a position goes by. @param upTo undefined: all that is folded */
export const pricesAsOf = (lastPriceAt: bigint | null, upTo: bigint | undefined): PricesAsked => ({
  book: lastPriceAt === null || upTo === undefined ? lastPriceAt : upTo,
  cellsDiffer: lastPriceAt !== null && upTo !== undefined && lastPriceAt > upTo,
});

/** `in_force as (...)` for a WITH clause: each row a stretch of time and what a model costs in it. */
export const pricesInForce = (schema: string, book: bigint, params: Params): string =>
  `in_force as materialized (select * from ${schema}.price_in_force(${params.add(String(book), 'bigint')}))`;

/** A table of usage whose rows have their `cost` and `priced_tokens` beside; `in_force` must stand in a WITH clause. */
export const withCosts = (table: string): string =>
  `(select u.*, ${COST} as cost, ${PRICED_TOKENS} as priced_tokens
    from ${table} as u left join in_force as r on r.provider = u.provider and r.model = u.model
      and u.occurred_at >= r.from_at and u.occurred_at < r.to_at) as priced`;

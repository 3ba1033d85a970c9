const BUCKETS = ['input', 'output', 'cache_read', 'cache_write', 'reasoning'];

/** Cost in 10^-15 USD of a row `u` with the five buckets, by a row `r` with what a million of each costs. */
export const COST = BUCKETS.map((bucket) => `coalesce(u.${bucket} * r.${bucket}, 0)`).join(' + ');

/** Those tokens of `u` that have a price in `r`. */
export const PRICED_TOKENS = BUCKETS.map(
  (bucket) => `case when r.${bucket} is null then 0 else u.${bucket}::bigint end`,
).join(' + ');

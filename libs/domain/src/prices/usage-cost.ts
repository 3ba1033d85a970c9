import { BUCKETS, type PricePerMillion, type TokenBuckets } from '@tallystick/events';

/** What the priced tokens of some usage cost, and how many of its tokens those are. The rest has no price, not price 0. */
export interface UsageCost {
  /** 10^-15 USD, exact: a bigint where a number would not be. */
  readonly femtoUsd: number | bigint;
  readonly pricedTokens: number;
}

/** Of tokens below zero, which take usage off, the cost is below zero too. Null: not one token has a price. */
export function costOf(tokens: TokenBuckets, perMillion: PricePerMillion): UsageCost | null {
  let femtoUsd: number | bigint = 0;
  let pricedTokens = 0;
  for (const bucket of BUCKETS) {
    const count = tokens[bucket];
    const price = perMillion[bucket];
    if (price === undefined || count === 0) continue;
    pricedTokens += count;
    femtoUsd = exactSum(femtoUsd, exactProduct(count, price));
  }
  return pricedTokens === 0 ? null : { femtoUsd, pricedTokens };
}

function exactProduct(a: number, b: number): number | bigint {
  const product = a * b;
  return Number.isSafeInteger(product) ? product : BigInt(a) * BigInt(b);
}

function exactSum(a: number | bigint, b: number | bigint): number | bigint {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return BigInt(a) + BigInt(b);
}

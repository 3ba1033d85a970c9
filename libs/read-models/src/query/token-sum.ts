import type { TokenSum } from '../read-models.js';

/** A database's decimal text as the contract writes sums: JSON integer up to 2^53-1, decimal string beyond. */
export function tokenSum(decimal: string | bigint): TokenSum {
  const sum = BigInt(decimal);
  return sum <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(sum) : String(sum);
}

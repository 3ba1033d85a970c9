import type { TokenBuckets } from '@tallystick/events';

/** Tokens of one event: at most 5,000,000,000, so a number holds it exactly. */
export function totalTokens(tokens: TokenBuckets): number {
  return tokens.input + tokens.output + tokens.cacheRead + tokens.cacheWrite + tokens.reasoning;
}

const MAX_EXACT = BigInt(Number.MAX_SAFE_INTEGER);

/** A sum as answers carry it: JSON integer up to 2^53-1, decimal string beyond. Sums never fall below zero. */
export function tokenSum(sum: bigint): number | string {
  return sum <= MAX_EXACT ? Number(sum) : sum.toString();
}

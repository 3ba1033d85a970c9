import { usdText } from '@tallystick/domain';
import type { Subject, UsagePoint, UsageQuery } from '../read-models.js';
import { tokenSum } from './token-sum.js';

/** Granules one answer may span: ten years of days, more than a year of hours. */
export const MAX_GRANULES = 10_000;

/** Sums of one point, as decimal texts, and what they are grouped by. */
export interface PointSums {
  readonly input: string;
  readonly output: string;
  readonly cache_read: string;
  readonly cache_write: string;
  readonly reasoning: string;
  readonly events: string;
  /** 10^-15 USD. */
  readonly cost: string;
  /** Tokens that have a price. */
  readonly priced: string;
  readonly by0?: string | null;
  readonly by1?: string | null;
}

export function pointOf(row: PointSums, query: UsageQuery, start: string): UsagePoint {
  const by: Partial<Record<Subject, string | null>> = {};
  for (const [i, subject] of query.by.entries()) by[subject] = (i === 0 ? row.by0 : row.by1) ?? null;
  const sums = [row.input, row.output, row.cache_read, row.cache_write, row.reasoning] as const;
  const total = sums.reduce((sum, bucket) => sum + BigInt(bucket), 0n);
  const priced = BigInt(row.priced);
  return {
    start,
    by,
    tokens: {
      input: tokenSum(row.input),
      output: tokenSum(row.output),
      cacheRead: tokenSum(row.cache_read),
      cacheWrite: tokenSum(row.cache_write),
      reasoning: tokenSum(row.reasoning),
    },
    total: tokenSum(total),
    events: Number(row.events),
    costUsd: priced === 0n ? null : usdText(BigInt(row.cost)),
    unpricedTokens: tokenSum(total - priced),
  };
}

import { describe, expect, it } from '@jest/globals';
import { tokenSum, totalTokens } from './token-sums.js';

describe('token sums', () => {
  it('are JSON integers up to 2^53-1 and decimal strings beyond', () => {
    expect(tokenSum(0n)).toBe(0);
    expect(tokenSum(9007199254740991n)).toBe(9007199254740991);
    expect(tokenSum(9007199254740992n)).toBe('9007199254740992');
    expect(tokenSum(10n ** 30n)).toBe(`1${'0'.repeat(30)}`);
  });

  it('of one event are the sum of its five buckets', () => {
    const most = { input: 1e9, output: 1e9, cacheRead: 1e9, cacheWrite: 1e9, reasoning: 1e9 };
    expect(totalTokens(most)).toBe(5_000_000_000);
    expect(totalTokens({ input: 1, output: 20, cacheRead: 300, cacheWrite: 4000, reasoning: 50000 })).toBe(54321);
  });
});

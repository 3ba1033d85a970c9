import { describe, expect, it } from '@jest/globals';
import type { PriceListedData, PricePerMillion, TokenBuckets } from '@tallystick/events';
import fc from 'fast-check';
import { decideListing } from './decide-listing.js';
import { PriceBook } from './price-book.js';
import { usdText } from './usd.js';
import { costOf } from './usage-cost.js';

const day = (n: number): string => new Date(Date.UTC(2026, 0, n)).toISOString().replace('.000', '');
const ms = (n: number): number => Date.UTC(2026, 0, n);
const price = (from: number, to: number | null, perMillion: PricePerMillion, model = 'm'): PriceListedData => ({
  ...{ provider: 'p', model, from: day(from), perMillion, source: 's', author: 'p_1' },
  ...(to === null ? {} : { to: day(to) }),
});
const bookOf = (...prices: readonly PriceListedData[]): PriceBook =>
  PriceBook.EMPTY.list(prices.map((data, at) => ({ position: BigInt(at + 1), data }))).book;
const tokens = (some: Partial<TokenBuckets>): TokenBuckets => ({
  ...{ input: 0, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0 },
  ...some,
});

describe('the price in force', () => {
  it('holds from its first instant until before its last', () => {
    const book = bookOf(price(2, 4, { input: 1 }));
    expect(book.priceAt('p', 'm', ms(2) - 1)).toBeNull();
    expect(book.priceAt('p', 'm', ms(2))?.listing.position).toBe(1n);
    expect(book.priceAt('p', 'm', ms(4) - 1)?.listing.position).toBe(1n);
    expect(book.priceAt('p', 'm', ms(4))).toBeNull();
  });

  it('is that of the very provider and model, and of no other', () => {
    const book = bookOf(price(1, null, { input: 1 }));
    for (const [provider, model] of [['p', 'M'] as const, ['P', 'm'] as const, ['p', 'm-2026'] as const]) {
      expect(book.priceAt(provider, model, ms(5))).toBeNull();
    }
    expect(book.isEmpty).toBe(false);
    expect(PriceBook.EMPTY.isEmpty).toBe(true);
  });

  it('is told with the stretch in which a later listing leaves it in force', () => {
    const book = bookOf(price(1, null, { input: 1 }), price(5, 8, { input: 2 }));
    expect(book.spansOf('p', 'm').map(({ fromMs, toMs, listing }) => [fromMs, toMs, listing.position])).toEqual([
      [ms(1), ms(5), 1n],
      [ms(5), ms(8), 2n],
      [ms(8), Infinity, 1n],
    ]);
  });

  it('is always the last listing that covers the time, and every change says what it replaced', () => {
    const listed = fc.record({
      from: fc.integer({ min: 1, max: 12 }),
      length: fc.option(fc.integer({ min: 1, max: 8 })),
      input: fc.option(fc.nat(3)),
      model: fc.constantFrom('a', 'b'),
    });
    fc.assert(
      fc.property(fc.array(listed, { maxLength: 12 }), (made) => {
        const prices = made.map(({ from, length, input, model }) =>
          price(from, length === null ? null : from + length, input === null ? {} : { input }, model),
        );
        const { book, changes } = PriceBook.EMPTY.list(prices.map((data, at) => ({ position: BigInt(at), data })));
        for (const model of ['a', 'b']) {
          for (let at = 0; at < 22; at++) {
            const last = prices.findLast(
              ({ model: of, from, to }) => of === model && from <= day(at) && (to === undefined || day(at) < to),
            );
            expect(book.priceAt('p', model, ms(at))?.listing.data).toBe(last);
            // what each change took off and put on adds up to what is in force
            const sum = changes
              .filter((change) => change.model === model)
              .flatMap(({ now, before }) => [[now, 1] as const, ...before.map((span) => [span, -1] as const)])
              .filter(([{ fromMs, toMs }]) => fromMs <= ms(at) && ms(at) < toMs)
              .reduce((total, [{ listing }, sign]) => total + sign * (listing.data.perMillion.input ?? 0), 0);
            expect(sum).toBe(last?.perMillion.input ?? 0);
          }
        }
      }),
    );
  });
});

describe('a listing', () => {
  const book = bookOf(price(1, 5, { input: 1 }), price(5, 9, { input: 1, output: 2 }));
  const decide = (...listings: PriceListedData[]) => {
    const decision = decideListing(book, listings);
    return decision.decided ? decision.event.map(({ data }) => data) : decision.code;
  };

  it('that says what the book says already is no change, wherever it is said', () => {
    expect(decide(price(1, 5, { input: 1 }))).toBe('not-a-change');
    expect(decide({ ...price(2, 4, { input: 1 }), source: 'another', author: 'p_2' })).toBe('not-a-change');
    expect(decide(price(20, null, {}))).toBe('not-a-change');
    expect(decide({ ...price(1, null, {}), provider: 'q' })).toBe('not-a-change');
    expect(decide()).toBe('not-a-change');
  });

  it('changes a price, a bucket more or less, or the time', () => {
    for (const changing of [
      price(1, 5, { input: 2 }),
      price(4, 6, { input: 1 }),
      price(1, 5, { input: 1, output: 0 }),
      price(1, 6, { input: 1 }),
      price(0, 5, { input: 1 }),
      price(1, null, { input: 1 }),
      price(8, 10, {}),
      price(1, 5, { input: 1 }, 'another'),
    ]) {
      expect(decide(changing)).toEqual([changing]);
    }
  });

  it('among several is held against the ones before it', () => {
    const [first, same, back] = [price(1, 3, { input: 7 }), price(2, 3, { input: 7 }), price(1, 2, { input: 1 })];
    expect(decide(first, same, back)).toEqual([first, back]);
  });
});

describe('what usage costs', () => {
  it('is tokens times price, bucket by bucket, in 10^-15 USD', () => {
    const perMillion = { input: 3_000_000_000, output: 15_000_000_000, cacheRead: 300_000_000 };
    // 812 x 3 + 240 x 15 + 15,000 x 0.3 USD a million
    const cost = costOf(tokens({ input: 812, output: 240, cacheRead: 15_000 }), perMillion);
    expect(cost).toEqual({ femtoUsd: 10_536_000_000_000, pricedTokens: 16_052 });
    expect(usdText(BigInt(cost!.femtoUsd))).toBe('0.010536');
  });

  it('leaves tokens out of the sum whose bucket has no price; a price of 0 is a price', () => {
    expect(costOf(tokens({ input: 5, output: 7 }), { input: 2 })).toEqual({ femtoUsd: 10, pricedTokens: 5 });
    expect(costOf(tokens({ input: 5, output: 7 }), { input: 0 })).toEqual({ femtoUsd: 0, pricedTokens: 5 });
    expect(costOf(tokens({ output: 7 }), { input: 2 })).toBeNull();
    expect(costOf(tokens({ output: 7 }), {})).toBeNull();
  });

  it('is exact for any tokens and prices, and what is taken off is what was put on', () => {
    const count = fc.integer({ min: 0, max: 1_000_000_000 });
    const nano = fc.option(fc.integer({ min: 0, max: 1_000_000_000_000_000 }), { nil: undefined });
    const buckets = <T>(of: fc.Arbitrary<T>) =>
      fc.record({ input: of, output: of, cacheRead: of, cacheWrite: of, reasoning: of });
    fc.assert(
      fc.property(buckets(count), buckets(nano), (used, perMillion) => {
        const names = Object.keys(used) as (keyof TokenBuckets)[];
        const priced = names.filter((name) => perMillion[name] !== undefined && used[name] > 0);
        const expected = priced.reduce((sum, name) => sum + BigInt(used[name]) * BigInt(perMillion[name]!), 0n);
        const cost = costOf(used, perMillion as PricePerMillion);
        const off = Object.fromEntries(names.map((name) => [name, -used[name]])) as unknown as TokenBuckets;
        const back = costOf(off, perMillion as PricePerMillion);
        if (priced.length === 0) return cost === null && back === null;
        return BigInt(cost!.femtoUsd) === expected && BigInt(back!.femtoUsd) === -expected;
      }),
    );
  });

  it.each([
    [0n, '0'],
    [1n, '0.000000000000001'],
    [10_536_000_000_000n, '0.010536'],
    [1_000_000_000_000_000n, '1'],
    [-1_500_000_000_000_000n, '-1.5'],
    [123_456_789_012_345_678_901_234_567n, '123456789012.345678901234567'],
  ])('%s of 10^-15 USD is told as %s', (femtoUsd, text) => expect(usdText(femtoUsd)).toBe(text));
});

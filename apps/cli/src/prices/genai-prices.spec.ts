import { describe, expect, it } from '@jest/globals';
import { readPriceRequests, MAX_PRICES } from '@tallystick/events/dto';
import { isFromPackage, listPrices, PROVIDERS } from './genai-prices.js';

describe('the list prices of the package', () => {
  const all = listPrices(PROVIDERS, []);

  it('are prices that the ledger takes, many of them, said to be from this very version', () => {
    expect(all.length).toBeGreaterThan(1_000);
    for (let from = 0; from < all.length; from += MAX_PRICES) {
      expect(readPriceRequests(all.slice(from, from + MAX_PRICES))).toMatchObject({ ok: true });
    }
    expect(all.every(({ source }) => isFromPackage(source) && /^\S+ \d+\.\d+\.\d+$/.test(source))).toBe(true);
  });

  it('are in nano-USD a million tokens, with reasoning at the price of output', () => {
    const [price] = all.filter(({ provider, model }) => provider === 'openai' && model === 'gpt-5');
    // 1.25, 10 and 0.125 USD as OpenAI lists them
    expect(price?.perMillion).toMatchObject({ input: 1_250_000_000, output: 10_000_000_000, cacheRead: 125_000_000 });
    expect(price?.perMillion.reasoning).toBe(10_000_000_000);
  });

  it('leave tiered prices out: the tokens stay unpriced', () => {
    const [price] = all.filter(({ provider, model }) => provider === 'google' && model === 'gemini-2.5-pro');
    expect(price?.perMillion).toEqual({});
  });

  it('follow one another without overlap where a price changed on a date', () => {
    const opus = all.filter(({ provider, model }) => provider === 'anthropic' && model === 'claude-opus-4-6');
    expect(opus.map(({ from, to, perMillion }) => [from, to, perMillion.input])).toEqual([
      ['1970-01-01T00:00:00Z', '2026-03-13T00:00:00Z', undefined],
      ['2026-03-13T00:00:00Z', undefined, 5_000_000_000],
    ]);
  });

  it('are asked for further names by the package’s own matching', () => {
    const dated = [
      { provider: 'anthropic', model: 'claude-haiku-4-5-20251001' },
      { provider: 'anthropic', model: 'nobody-knows-this' },
    ];
    expect(listPrices([], dated)).toMatchObject([{ ...dated[0], perMillion: { input: 1_000_000_000 } }]);
  });
});

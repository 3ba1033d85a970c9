import { createRequire } from 'node:module';
import { calcPrice, findProvider, type MatchLogic, type ModelInfo, type ModelPrice } from '@pydantic/genai-prices';
import type { PriceRequest } from '@tallystick/events/dto';

const PACKAGE = '@pydantic/genai-prices';
/** Providers of the package, which has no way to ask for all of them. */
export const PROVIDERS = (
  'anthropic arcee avian aws azure baseten cerebras cloudflare cohere cursor deepseek doubleword fireworks github-copilot ' +
  'google groq huggingface_cerebras huggingface_fireworks-ai huggingface_groq huggingface_hyperbolic huggingface_nebius ' +
  'huggingface_novita huggingface_nscale huggingface_ovhcloud huggingface_publicai huggingface_sambanova ' +
  'huggingface_together minimax mistral modal moonshotai novita openai openrouter ovhcloud perplexity quicksilverpro ' +
  'together typesafe voyageai x-ai zai zhipuai'
).split(' ');

/** A price without a date is taken to have held since before there were any. */
const ALWAYS = '1970-01-01T00:00:00Z';
const NANO_PER_USD = 1_000_000_000;
const MAX_NAME = 128;

/** Whether a price in the book came from this package, of whatever version. */
export const isFromPackage = (source: string): boolean => source.startsWith(`${PACKAGE} `);

/** A model as usage events name it. */
export interface ModelName {
  readonly provider: string;
  readonly model: string;
}

/** The list prices of these providers' models, under every name that the package spells out, and under further ones. */
export function listPrices(providers: readonly string[], further: readonly ModelName[]): PriceRequest[] {
  const source = `${PACKAGE} ${packageVersion()}`;
  const prices = new Map<string, PriceRequest[]>();
  for (const id of providers) {
    for (const info of findProvider({ providerId: id })?.models ?? []) {
      for (const model of namesOf(id, info)) prices.set(`${id} ${model}`, pricesOf(id, model, info, source));
    }
  }
  for (const { provider, model } of further) {
    const info = modelInfo(provider, model);
    if (info !== undefined) prices.set(`${provider} ${model}`, pricesOf(provider, model, info, source));
  }
  return [...prices.values()].flat();
}

/** What the package's own matching makes of a name, if anything. */
const modelInfo = (providerId: string, model: string): ModelInfo | undefined => {
  const found = calcPrice({ input_tokens: 0 }, model, { providerId });
  return found?.provider.id === providerId ? found.model : undefined;
};

/** Its id, and texts of its rule that the rule itself takes for the model. */
const namesOf = (provider: string, info: ModelInfo): string[] =>
  [...new Set([info.id, ...textsOf(info.match)])].filter(
    (name) => name.length <= MAX_NAME && (name === info.id || modelInfo(provider, name)?.id === info.id),
  );

function textsOf(match: MatchLogic): string[] {
  if ('or' in match) return match.or.flatMap(textsOf);
  if ('equals' in match) return [match.equals];
  return 'starts_with' in match ? [match.starts_with] : [];
}

/** Each stretch of time with its price; where it depends on the time of day nothing is said. */
function pricesOf(provider: string, model: string, info: ModelInfo, source: string): PriceRequest[] {
  const conditional = Array.isArray(info.prices) ? info.prices : [{ prices: info.prices }];
  if (conditional.some(({ constraint }) => constraint !== undefined && constraint.type !== 'start_date')) return [];
  const stretches = conditional
    .map(({ constraint, prices }) => ({ from: startOf(constraint), perMillion: perMillion(prices) }))
    .sort((a, b) => (a.from < b.from ? -1 : 1));
  return stretches.map(({ from, perMillion: price }, i) => {
    const next = stretches[i + 1];
    return { provider, model, from, ...(next === undefined ? {} : { to: next.from }), perMillion: price, source };
  });
}

const startOf = (constraint: object | undefined): string =>
  constraint !== undefined && 'start_date' in constraint ? `${String(constraint.start_date)}T00:00:00Z` : ALWAYS;

/** Reasoning is billed as output where it has no price of its own. Tiered prices are not modelled: none of them counts. */
function perMillion(prices: ModelPrice): PriceRequest['perMillion'] {
  const { input_mtok: input, output_mtok: output, cache_read_mtok: cacheRead, cache_write_mtok: cacheWrite } = prices;
  const buckets = { input, output, cacheRead, cacheWrite, reasoning: prices['output_reasoning_mtok'] ?? output };
  if (Object.values(buckets).some((price) => typeof price === 'object')) return {};
  return Object.fromEntries(
    Object.entries(buckets).flatMap(([bucket, usd]) =>
      typeof usd === 'number' ? [[bucket, Math.round(usd * NANO_PER_USD)]] : [],
    ),
  );
}

function packageVersion(): string {
  const require = createRequire(import.meta.url);
  const entry = require.resolve(PACKAGE);
  const manifest = `${entry.slice(0, entry.lastIndexOf('/dist/'))}/package.json`;
  return (require(manifest) as { version: string }).version;
}

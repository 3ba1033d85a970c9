import { parseRfc3339 } from '../time/rfc3339.js';
import { BUCKETS } from '../usage-event/field-rules.js';
import type { TokenBuckets } from '../usage-event/usage-event.js';
import { MalformedLedgerEvent, refuseUnknown, requireText } from './ledger-data-rules.js';

export const PRICE_LISTED = 'PriceListed';
/** The one stream of the price book. */
export const PRICES_STREAM = 'prices';
/** Highest price, in nano-USD a million tokens: a million USD. Every price is an exact JSON integer. */
export const MAX_NANO_USD_PER_MILLION = 1_000_000_000_000_000;

/** Nano-USD for a million tokens of a bucket, so that tokens x price is in 10^-15 USD. A bucket left out has no price. */
export type PricePerMillion = Readonly<Partial<Record<keyof TokenBuckets, number>>>;

/**
 * Data of `PriceListed` v1: what the tokens of one model cost that are used from `from` until before `to`. Takes the
 * place of what the book said about that model and time before, in every bucket: `{}` says that no price is known.
 */
export interface PriceListedData {
  /** Named as usage events name them. */
  readonly provider: string;
  readonly model: string;
  /** RFC 3339 UTC, canonical, no finer than milliseconds; inclusive. */
  readonly from: string;
  /** The same; exclusive. Absent: until something else is listed. */
  readonly to?: string;
  readonly perMillion: PricePerMillion;
  /** Where the price is said. */
  readonly source: string;
  /** Pseudonym of who decided. */
  readonly author: string;
}

const MEMBERS = ['provider', 'model', 'from', 'to', 'perMillion', 'source', 'author'];

/** Data of a `PriceListed`, held to its schema and to its stream. @throws MalformedLedgerEvent other types included */
export function parsePriceListed(event: {
  readonly stream: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}): PriceListedData {
  const { stream, type, data } = event;
  if (type !== PRICE_LISTED) throw new MalformedLedgerEvent(`unknown event type ${type}`);
  if (stream !== PRICES_STREAM) throw new MalformedLedgerEvent(`${type}: stands in another stream`);
  refuseUnknown(type, data, MEMBERS);
  const { from, to, perMillion } = data;
  requireText(type, 'provider', data['provider']);
  requireText(type, 'model', data['model']);
  requireText(type, 'source', data['source']);
  requireText(type, 'author', data['author']);
  const fromMs = canonicalMs(type, 'from', from);
  if (to !== undefined && canonicalMs(type, 'to', to) <= fromMs) {
    throw new MalformedLedgerEvent(`${type}: to is not after from`);
  }
  refuseUnknown(`${type}: perMillion`, perMillion, BUCKETS);
  if (!Object.values(perMillion as object).every(isPrice)) {
    throw new MalformedLedgerEvent(`${type}: perMillion holds what is no price`);
  }
  return data as unknown as PriceListedData;
}

/** A price of one bucket, in nano-USD a million tokens. 0 is a price. */
export const isPrice = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_NANO_USD_PER_MILLION;

/** The instant of a text that names it in whole milliseconds, canonical or not; null for everything else. */
export function parsePriceTime(text: string): { readonly canonical: string; readonly epochMs: number } | null {
  const instant = parseRfc3339(text);
  return instant === null || FINER_THAN_MS.test(instant.canonical) ? null : instant;
}
const FINER_THAN_MS = /\.\d{4}/;

function canonicalMs(type: string, name: string, value: unknown): number {
  const instant = typeof value === 'string' ? parsePriceTime(value) : null;
  if (instant?.canonical === value && instant !== null) return instant.epochMs;
  throw new MalformedLedgerEvent(`${type}: ${name} is no canonical UTC time in milliseconds`);
}

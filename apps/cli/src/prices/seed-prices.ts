import { MAX_PRICES, readPriceRequest, type PriceRequest } from '@tallystick/events/dto';
import { CliFailure, failureLine } from '../failure.js';
import { httpCall, type HttpAnswer } from '../sending/http-call.js';
import { isFromPackage, listPrices, type ModelName } from './genai-prices.js';

const TIMEOUT_MS = 60_000;

export interface PriceBookService {
  readonly url: string;
  readonly token?: string | undefined;
}
export interface Seeded {
  /** Prices that are new in the book. */
  readonly listed: number;
  readonly unchanged: number;
  /** Prices of models for which somebody listed a price of their own: left alone. */
  readonly own: number;
  readonly lastPosition: string | null;
}
interface Book {
  readonly prices: readonly { readonly provider: string; readonly model: string; readonly source: string }[];
  readonly nextAfter: string | null;
}

/** Lists what the book does not say yet, and touches no model that has a price by another source. */
export async function seedPrices(ledger: PriceBookService, prices: readonly PriceRequest[]): Promise<Seeded> {
  const own = await ownModels(ledger);
  const wanted = prices.filter(({ provider, model }) => !own.has(nameOf(provider, model)));
  let listed = 0;
  let lastPosition: string | null = null;
  for (let from = 0; from < wanted.length; from += MAX_PRICES) {
    const answer = await call(ledger, 'POST', '/v1/prices', wanted.slice(from, from + MAX_PRICES));
    const said = JSON.parse(answer.body) as { listed?: number; position?: string; code?: string; detail?: string };
    if (answer.status === 409 && said.code === 'not-a-change') continue;
    if (answer.status !== 201) throw new CliFailure(`the ledger refused the prices: ${said.code}: ${said.detail}`);
    listed += said.listed ?? 0;
    lastPosition = said.position ?? null;
  }
  return { listed, unchanged: wanted.length - listed, own: prices.length - wanted.length, lastPosition };
}

/** The same for what the package says of these names, which may be anything that an input states. */
export async function seedNames(ledger: PriceBookService, names: readonly ModelName[]): Promise<void> {
  const prices = listPrices([], names).filter((price) => readPriceRequest(price).ok);
  if (prices.length > 0) await seedPrices(ledger, prices);
}

async function ownModels(ledger: PriceBookService): Promise<ReadonlySet<string>> {
  const own = new Set<string>();
  for (let after: string | null = ''; after !== null;) {
    const answer = await call(ledger, 'GET', `/v1/prices${after === '' ? '' : `?after=${after}`}`);
    if (answer.status !== 200) throw new CliFailure(`the ledger does not show its prices: ${answer.body}`);
    const book = JSON.parse(answer.body) as Book;
    for (const { provider, model, source } of book.prices) if (!isFromPackage(source)) own.add(nameOf(provider, model));
    after = book.nextAfter;
  }
  return own;
}

async function call(
  { url, token }: PriceBookService,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
): Promise<HttpAnswer> {
  const payload = body === undefined ? {} : { contentType: 'application/json', body: JSON.stringify(body) };
  try {
    return await httpCall({
      method,
      url: `${url.replace(/\/+$/, '')}${path}`,
      token,
      timeoutMs: TIMEOUT_MS,
      ...payload,
    });
  } catch (error) {
    throw new CliFailure(`no ledger answers at ${url} (${failureLine(error)}): start it with "npm start"`);
  }
}

const nameOf = (provider: string, model: string): string => `${provider}\0${model}`;

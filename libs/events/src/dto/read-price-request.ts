import { parsePriceTime, type PriceListedData } from '../ledger-events/price-listed.js';
import { BUCKETS, isObject } from '../usage-event/field-rules.js';
import type { UsageFault } from '../usage-event/usage-event.js';
import { faultsOf, firstOf } from './decorator-faults.js';
import { PerMillionDto, PriceDto } from './price.dto.js';
import type { RequestReading } from './read-decision-request.js';

/** Prices of one `POST /v1/prices`: one append, which every ledger must take. */
export const MAX_PRICES = 200;

/** One price as it is asked for; its times canonical. */
export type PriceRequest = Omit<PriceListedData, 'author'>;

const NAMES = ['provider', 'model', 'from', 'to', 'perMillion', 'source'];
const FIELDS = [
  ...['provider', 'model', 'from', 'to', 'perMillion'],
  ...BUCKETS.map((bucket) => `perMillion.${bucket}`),
  'source',
];

/** Reads one price. Unknown members are refused, not dropped. */
export function readPriceRequest(body: Record<string, unknown>): RequestReading<PriceRequest> {
  const { perMillion } = body;
  const faults = faultsOf(new PriceDto(), body, '', NAMES);
  if (isObject(perMillion)) faults.push(...faultsOf(new PerMillionDto(), perMillion, 'perMillion.', BUCKETS));
  const fault = firstOf(faults, FIELDS);
  if (fault !== null) return { ok: false, fault };
  const price = body as unknown as PriceRequest;
  const from = parsePriceTime(price.from)!;
  const to = price.to === undefined ? null : parsePriceTime(price.to)!;
  if (to !== null && to.epochMs <= from.epochMs)
    return invalid('to', 'to must be after from: the price ends before it');
  return { ok: true, request: { ...price, from: from.canonical, ...(to === null ? {} : { to: to.canonical }) } };
}

/** Reads a list of 1 to MAX_PRICES prices; fields of the nth are told as `n.model`, from 0. */
export function readPriceRequests(list: readonly unknown[]): RequestReading<readonly PriceRequest[]> {
  const requests: PriceRequest[] = [];
  for (const [at, body] of list.entries()) {
    if (!isObject(body)) return invalid(String(at), 'must be a JSON object');
    const reading = readPriceRequest(body);
    if (!reading.ok) {
      const { fault } = reading;
      return { ok: false, fault: { ...fault, field: fault.field === undefined ? String(at) : `${at}.${fault.field}` } };
    }
    requests.push(reading.request);
  }
  const second = overlap(requests);
  if (second === null) return { ok: true, request: requests };
  return invalid(`${second}.from`, 'another price of this list is for the same model and an overlapping time');
}

/** Index of a price whose time overlaps that of another one of the same model; null: there is none. */
function overlap(prices: readonly PriceRequest[]): number | null {
  const stretches = prices
    .map(({ provider, model, from, to }, at) => ({
      ...{ at, name: `${provider}\0${model}`, fromMs: Date.parse(from) },
      toMs: to === undefined ? Infinity : Date.parse(to),
    }))
    .sort((a, b) => (a.name === b.name ? a.fromMs - b.fromMs : a.name < b.name ? -1 : 1));
  const clash = stretches.find((one, i) => stretches[i - 1]?.name === one.name && stretches[i - 1]!.toMs > one.fromMs);
  return clash?.at ?? null;
}

const invalid = (field: string, detail: string): { readonly ok: false; readonly fault: UsageFault } => ({
  ok: false,
  fault: { code: 'invalid-field', field, detail },
});

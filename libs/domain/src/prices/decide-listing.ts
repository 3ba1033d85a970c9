import { BUCKETS, PRICE_LISTED, type PriceListedData, type PricePerMillion } from '@tallystick/events';
import { decided, refused, type Decision } from '../correction/decision.js';
import type { PriceBook, PriceChange } from './price-book.js';

export interface PriceListedEvent {
  readonly type: typeof PRICE_LISTED;
  readonly data: PriceListedData;
}

/** Of some listings those that change a price, each held against the book with the ones before it. */
export function decideListing(
  book: PriceBook,
  listings: readonly PriceListedData[],
): Decision<readonly PriceListedEvent[]> {
  const events: PriceListedEvent[] = [];
  let after = book;
  for (const data of listings) {
    const { book: next, changes } = after.list([{ position: 0n, data }]);
    if (!changes.some(changesPrice)) continue;
    events.push({ type: PRICE_LISTED, data });
    after = next;
  }
  return events.length === 0 ? refused('not-a-change', 'the price book says all of this already') : decided(events);
}

/** Where a price is said is not part of it. A time of which the book says nothing has no price, as under `{}`. */
function changesPrice({ now, before }: PriceChange): boolean {
  const { perMillion } = now.listing.data;
  const saidUntil = before.reduce((until, { fromMs, toMs }) => (fromMs === until ? toMs : until), now.fromMs);
  const said = before.map(({ listing }) => listing.data.perMillion);
  return [...said, ...(saidUntil === now.toMs ? [] : [{}])].some((price) => !samePrice(price, perMillion));
}

const samePrice = (one: PricePerMillion, other: PricePerMillion): boolean =>
  BUCKETS.every((bucket) => one[bucket] === other[bucket]);

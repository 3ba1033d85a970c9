import { costOf, type PriceBook, type UsageCost } from '@tallystick/domain';
import type { TokenBuckets } from '@tallystick/events';
import type { UsageFact } from './usage-fact.js';

/** What usage costs; null where nothing of it has a price. */
export function priceOf(
  book: PriceBook,
  tokens: TokenBuckets,
  used: Pick<UsageFact, 'provider' | 'model' | 'occurredAtMs'>,
): UsageCost | null {
  if (book.isEmpty) return null;
  const span = book.priceAt(used.provider, used.model, used.occurredAtMs);
  return span === null ? null : costOf(tokens, span.listing.data.perMillion);
}

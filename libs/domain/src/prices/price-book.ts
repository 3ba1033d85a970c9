import type { PriceListedData } from '@tallystick/events';

/** A `PriceListed` and where the ledger holds it. */
export interface Listing {
  readonly position: bigint;
  readonly data: PriceListedData;
}

/** A stretch of time in which one listing is what the book says about a model. */
export interface PriceSpan {
  /** Inclusive, ms since the epoch. */
  readonly fromMs: number;
  /** Exclusive; Infinity: until something else is listed. */
  readonly toMs: number;
  readonly listing: Listing;
}

/** What a listing changes: a span that is in force from its position on, and what was in force there before. */
export interface PriceChange {
  readonly provider: string;
  readonly model: string;
  readonly now: PriceSpan;
  readonly before: readonly PriceSpan[];
}

/**
 * What tokens cost, as of one position of the ledger. A later listing takes the place of earlier ones where their times
 * overlap. Models go by the very names that usage events state: nothing is guessed. A book never changes.
 */
export class PriceBook {
  static readonly EMPTY = new PriceBook(new Map());

  /** By provider, then by model. */
  private constructor(private readonly spans: ReadonlyMap<string, ReadonlyMap<string, readonly PriceSpan[]>>) {}

  /** Whether anything was ever listed. */
  get isEmpty(): boolean {
    return this.spans.size === 0;
  }

  /** The listing in force at a time, and the stretch around that time in which it is; null: nothing was listed. */
  priceAt(provider: string, model: string, occurredAtMs: number): PriceSpan | null {
    return (
      this.spansOf(provider, model).find(({ fromMs, toMs }) => fromMs <= occurredAtMs && occurredAtMs < toMs) ?? null
    );
  }

  /** All that is in force for a model, by time, without overlaps. */
  spansOf(provider: string, model: string): readonly PriceSpan[] {
    return this.spans.get(provider)?.get(model) ?? NONE;
  }

  /** The book after the ledger's next listings, and what each of them changed. */
  list(listings: readonly Listing[]): { readonly book: PriceBook; readonly changes: readonly PriceChange[] } {
    if (listings.length === 0) return { book: this, changes: [] };
    const spans = new Map(this.spans);
    const changes = listings.map((listing): PriceChange => {
      const { provider, model } = listing.data;
      const models = new Map(spans.get(provider));
      const earlier = models.get(model) ?? NONE;
      const now = spanOf(listing);
      const kept = earlier.flatMap((span) => [
        ...cut(span, -Infinity, now.fromMs), //
        ...cut(span, now.toMs, Infinity),
      ]);
      models.set(
        model,
        [...kept, now].sort((a, b) => a.fromMs - b.fromMs),
      );
      spans.set(provider, models);
      return { provider, model, now, before: earlier.flatMap((span) => cut(span, now.fromMs, now.toMs)) };
    });
    return { book: new PriceBook(spans), changes };
  }
}

const NONE: readonly PriceSpan[] = [];

const spanOf = (listing: Listing): PriceSpan => ({
  fromMs: Date.parse(listing.data.from),
  toMs: listing.data.to === undefined ? Infinity : Date.parse(listing.data.to),
  listing,
});

/** The part of a span between two times; none where there is no such part. */
function cut({ fromMs, toMs, listing }: PriceSpan, notBeforeMs: number, beforeMs: number): readonly PriceSpan[] {
  const part = { fromMs: Math.max(fromMs, notBeforeMs), toMs: Math.min(toMs, beforeMs), listing };
  return part.fromMs < part.toMs ? [part] : NONE;
}

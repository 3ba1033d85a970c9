import { costOf, usdText, type PriceBook, type PriceSpan } from '@tallystick/domain';
import type { AuditRow, CountedAs, Metric, PriceUsed, TokenSum } from '../read-models.js';
import type { Cell } from './cell.js';

/** What an event adds to a cell, and by which price. */
export interface Contribution {
  readonly contribution: TokenSum | null;
  readonly span: PriceSpan | null;
}

/**
 * What an event adds to a cell of its time: nothing where it was voided, or where a correction took it to another cell.
 * For active days the event is the first of its day.
 */
export function contributionOf(row: AuditRow, countedAs: CountedAs | null, cell: Cell, book: PriceBook): Contribution {
  const { metric } = cell;
  if (countedAs === null || !isIn(cell, row, countedAs)) {
    return { contribution: metric === 'cost' ? '0' : 0, span: null };
  }
  if (metric !== 'cost') return { contribution: amountOf(countedAs, metric), span: null };
  const span = book.priceAt(countedAs.provider, countedAs.model, Date.parse(row.occurredAt));
  const cost = span === null ? null : costOf(countedAs.tokens, span.listing.data.perMillion);
  return cost === null ? { contribution: null, span: null } : { contribution: usdText(BigInt(cost.femtoUsd)), span };
}

function isIn({ filters }: Cell, { actor, source }: AuditRow, countedAs: CountedAs): boolean {
  const says = { ...countedAs, actor, source };
  return filters.every(([column, value]) => says[column] === value);
}

function amountOf({ tokens }: CountedAs, metric: Exclude<Metric, 'cost'>): number {
  if (metric === 'events' || metric === 'activeDays') return 1;
  const { input, output, cacheRead, cacheWrite, reasoning } = tokens;
  // five buckets of at most 10^9: far from where numbers grow inexact
  return metric === 'tokens' ? input + output + cacheRead + cacheWrite + reasoning : tokens[metric];
}

/** The listings behind some contributions, each once, in ledger order. */
export function pricesUsed(spans: readonly (PriceSpan | null)[]): PriceUsed[] {
  const listings = new Map(spans.flatMap((span) => (span === null ? [] : [[span.listing.position, span.listing]])));
  return [...listings.values()]
    .sort((one, other) => (one.position < other.position ? -1 : 1))
    .map(({ position, data }) => {
      const { provider, model, from, to, perMillion, source } = data;
      return { position: String(position), provider, model, from, to: to ?? null, perMillion, source };
    });
}

import { BUCKETS, MalformedLedgerEvent, parsePriceListed, parseUsageMetadata, PRICES_STREAM } from '@tallystick/events';
import type { PriceListedData } from '@tallystick/events';
import type { LedgerEvent } from '@tallystick/ledger-store';
import { Poison } from '../read-models-errors.js';
import { PRICE_COLUMNS } from '../schema/tables.js';
import { copyField } from '../sql/copy-text.js';
import type { SqlSession } from '../sql/sql-store.js';
import { bounded } from './usage-fact.js';

/** A price that was listed, read and checked. */
export interface PriceFact {
  readonly position: bigint;
  /** Ledger events before this one. */
  readonly leafIndex: number;
  readonly recordedAtMs: number;
  readonly data: PriceListedData;
}

/** Reads one ledger event. Other streams give null, and so do foreign events in this one (`raw`). @throws Poison */
export function priceFactOf(event: LedgerEvent, leafIndex: number): PriceFact | null {
  if (event.stream !== PRICES_STREAM || event.raw !== undefined) return null;
  const { position, metadata } = event;
  try {
    const data = parsePriceListed(event);
    for (const name of ['provider', 'model', 'source', 'author'] as const) {
      bounded(position, name, data[name]);
      if (!data[name].isWellFormed()) throw new Poison(position, `${name} holds a lone surrogate`);
    }
    return { position, leafIndex, recordedAtMs: Date.parse(parseUsageMetadata(metadata).recordedAt), data };
  } catch (error) {
    if (error instanceof MalformedLedgerEvent) throw new Poison(position, error.message);
    throw error;
  }
}

export async function writePrices(session: SqlSession, schema: string, facts: readonly PriceFact[]): Promise<void> {
  await session.copyIn(`${schema}.price (${PRICE_COLUMNS.join(', ')})`, facts.map(priceLine).join(''));
}

/** One line of `COPY price`, in the order of PRICE_COLUMNS. */
function priceLine({ position, leafIndex, recordedAtMs, data }: PriceFact): string {
  const prices = BUCKETS.map((bucket) => data.perMillion[bucket] ?? '\\N');
  return (
    `${position}\t${leafIndex}\t${new Date(recordedAtMs).toISOString()}\t${copyField(data.provider)}\t` +
    `${copyField(data.model)}\t${data.from}\t${data.to ?? 'infinity'}\t${prices.join('\t')}\t` +
    `${copyField(data.source)}\t${copyField(data.author)}\n`
  );
}

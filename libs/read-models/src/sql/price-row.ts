import { canonicalTime, epochMicroseconds } from './epoch.js';

/** A row of `price` as PRICE_ROW selects it; prices are whole nano-USD. */
export interface PriceRow {
  readonly position: string;
  readonly provider: string;
  readonly model: string;
  readonly from_us: string;
  readonly to_us: string | null;
  readonly input: string | null;
  readonly output: string | null;
  readonly cache_read: string | null;
  readonly cache_write: string | null;
  readonly reasoning: string | null;
  readonly source: string;
  readonly author: string;
}

export const PRICE_ROW = `position::text, provider, model, ${epochMicroseconds('from_at')} as from_us,
  case when to_at < 'infinity' then ${epochMicroseconds('to_at')} end as to_us,
  input::text, output::text, cache_read::text, cache_write::text, reasoning::text, source, author`;

/** From when to when a price is listed; null: until something else is. */
export const timesOf = ({ from_us, to_us }: PriceRow): { readonly from: string; readonly to: string | null } => ({
  from: canonicalTime(from_us),
  to: to_us === null ? null : canonicalTime(to_us),
});

import { windowAt } from '../calendar/window-bounds.js';
import type { WindowBounds } from '../calendar/window-bounds.js';
import { statedFilters } from '../query/subject-columns.js';
import type { FilterColumn } from '../query/subject-columns.js';
import type { Params } from '../query/params.js';
import type { ExplainQuery, Metric } from '../read-models.js';

/** The times that events can name. */
export const YEAR_1_MS = Date.parse('0001-01-01T00:00:00Z');
export const YEAR_9999_END_MS = Date.parse('9999-12-31T23:59:59.999Z');

/** One number that is asked about: which events, of which time, as the ledger stood where. */
export interface Cell {
  readonly schema: string;
  readonly filters: readonly (readonly [FilterColumn, string | null])[];
  readonly metric: Metric;
  readonly tz: string;
  /** Bounds of the time, null where there is none. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
  /** Where the cell is one of a board. */
  readonly bounds: WindowBounds | null;
  /** The ledger's end. */
  readonly upTo: bigint;
}

export function cellOf(query: ExplainQuery, atMs: number, schema: string, upTo: bigint): Cell {
  const { metric, tz, time } = query;
  const bounds = 'window' in time ? windowAt(time.window, atMs, tz) : null;
  const { fromMs, toMs } = 'window' in time ? (bounds as WindowBounds) : time;
  return { schema, filters: statedFilters(query.filter), metric, tz, fromMs, toMs, bounds, upTo };
}

/** What the rows of the cell state, of `usage_event` and `usage_adjustment` alike. */
export const stated = ({ filters }: Cell, params: Params): string =>
  [
    'true',
    ...filters.map(([column, value]) => (value === null ? `${column} is null` : `${column} = ${params.add(value)}`)),
  ].join(' and ');

/** The cell's time, and its place in the ledger: of a row of either table. */
export function within({ fromMs, toMs, upTo }: Cell, params: Params): string {
  const conditions = [`position <= ${params.add(String(upTo), 'bigint')}`];
  if (fromMs !== null) conditions.push(`occurred_at >= ${params.instant(fromMs)}`);
  if (toMs !== null) conditions.push(`occurred_at < ${params.instant(toMs)}`);
  return conditions.join(' and ');
}

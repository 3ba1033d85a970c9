import type { Amount, Metric, Window } from '../api/answers.js';

/** What the events of a cell state; null: they state none. */
export type CellFilter = Readonly<
  Partial<Record<'actor' | 'team' | 'model' | 'project' | 'agent' | 'source', string | null>>
>;

/** The window that holds `at` (a date or RFC 3339 time; absent: now), or a stretch of time, its end not included. */
export type CellTime =
  { readonly window: Window; readonly at?: string } | { readonly from: string; readonly to: string };

/** A number on a page that can be traced back to its events. */
export interface Cell {
  readonly filter: CellFilter;
  readonly metric: Metric;
  readonly time: CellTime;
  /** Absent: the zone in which the service keeps its windows. */
  readonly tz?: string;
  /** As shown where it was opened. */
  readonly value: Amount | null;
}

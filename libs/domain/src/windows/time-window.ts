export type WindowName = 'all' | 'day' | 'week' | 'month' | 'quarter' | 'year';
export type GranularityName = 'hour' | 'day' | 'week' | 'month';

/** A stretch of time, `from` inclusive, `to` exclusive. `all` has no bounds. */
export interface TimeWindow {
  readonly fromMs: number | null;
  readonly toMs: number | null;
  /** RFC 3339 with the zone's offset. */
  readonly from: string | null;
  readonly to: string | null;
}

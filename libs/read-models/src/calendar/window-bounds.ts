import { previousWindowOf, windowOf } from '@tallystick/domain';
import type { Window } from '../read-models.js';
import { sqlDate } from './sql-date.js';
import { ALL_TIME } from './window-starts.js';

/** One window in one zone: `[fromMs, toMs)`, both null for `all`. */
export interface WindowBounds {
  readonly window: Window;
  readonly tz: string;
  readonly fromMs: number | null;
  readonly toMs: number | null;
  /** RFC 3339 with the zone's offset; null for `all`. */
  readonly from: string | null;
  readonly to: string | null;
  /** First local day, as the cells name it. */
  readonly start: string;
}

/** @throws UnknownTimeZone */
export function windowAt(window: Window, atMs: number, tz: string): WindowBounds {
  const bounds = windowOf(window, atMs, tz);
  return { window, tz, ...bounds, start: bounds.from === null ? ALL_TIME : sqlDate(bounds.from) };
}

/** The window just before; `all` has none. */
export function windowBefore(of: WindowBounds): WindowBounds | null {
  if (of.fromMs === null) return null;
  const bounds = previousWindowOf(of.window, of.fromMs, of.tz);
  return bounds?.from ? { window: of.window, tz: of.tz, ...bounds, start: sqlDate(bounds.from) } : null;
}

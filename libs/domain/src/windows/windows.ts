import type { Bounds } from './bounds.js';
import { boundsOf } from './kept-bounds.js';
import type { GranularityName, TimeWindow, WindowName } from './time-window.js';
import { zonedText, zoneNamed } from './zone-clock.js';

const ALL: TimeWindow = { fromMs: null, toMs: null, from: null, to: null };

/**
 * The window that holds an instant, by the zone's calendar (ISO weeks). Windows of a kind follow each other without gap
 * or overlap: each begins at the first instant of its first date, also where clocks change at midnight.
 * @throws UnknownTimeZone
 */
export function windowOf(window: WindowName, atMs: number, tz: string): TimeWindow {
  if (window === 'all') return ALL;
  const bounds = boundsOf(window, atMs, tz);
  bounds.told ??= told(bounds, tz);
  return bounds.told;
}

/** The window before; `all` has none. @throws UnknownTimeZone */
export function previousWindowOf(window: WindowName, atMs: number, tz: string): TimeWindow | null {
  const { fromMs } = windowOf(window, atMs, tz);
  return fromMs === null ? null : windowOf(window, fromMs - 1, tz);
}

/** Start of the hour, day, ISO week or month that holds an instant, ms since the epoch. @throws UnknownTimeZone */
export function startOfGranule(granularity: GranularityName, atMs: number, tz: string): number {
  return boundsOf(granularity, atMs, tz).fromMs;
}

/** RFC 3339 of an instant with the zone's offset. @throws UnknownTimeZone */
export function zonedTime(atMs: number, tz: string): string {
  return zonedText(zoneNamed(tz), atMs);
}

function told({ fromMs, toMs }: Bounds, tz: string): TimeWindow {
  const zone = zoneNamed(tz);
  return { fromMs, toMs, from: zonedText(zone, fromMs), to: zonedText(zone, toMs) };
}

import { DateTime } from 'luxon';
import type { TimeWindow, WindowName } from './time-window.js';
import { changeBetween, firstInstantOf, offsetMs, zoneNamed } from './zone-clock.js';

const HOUR_MS = 3_600_000;
type DateUnit = Exclude<WindowName, 'all'>;
export type Unit = DateUnit | 'hour';

/** A stretch of the calendar, ms since the epoch, `toMs` exclusive. */
export interface Bounds {
  readonly fromMs: number;
  readonly toMs: number;
  /** With its texts, once somebody asked for them. */
  told?: TimeWindow;
}

/** The stretch that holds an instant, worked out. @throws UnknownTimeZone */
export function workOutBounds(unit: Unit, atMs: number, tz: string): Bounds {
  return unit === 'hour' ? hourBounds(atMs, tz) : dateBounds(unit, atMs, tz);
}

function dateBounds(unit: DateUnit, atMs: number, tz: string): Bounds {
  const zone = zoneNamed(tz);
  let first = wallClock(atMs + offsetMs(zone, atMs)).startOf(unit);
  // where clocks go back over midnight, the wall clock shows the old date once more: that belongs to the new one
  while (atMs >= firstInstantOf(zone, after(first, unit).toMillis())) first = after(first, unit);
  return { fromMs: firstInstantOf(zone, first.toMillis()), toMs: firstInstantOf(zone, after(first, unit).toMillis()) };
}

/** A repeated hour is an hour of its own (its offset tells them apart); a change inside an hour ends it. */
function hourBounds(atMs: number, tz: string): Bounds {
  const zone = zoneNamed(tz);
  const offset = offsetMs(zone, atMs);
  const local = atMs + offset;
  let fromMs = Math.floor(local / HOUR_MS) * HOUR_MS - offset;
  let toMs = fromMs + HOUR_MS;
  if (offsetMs(zone, fromMs) !== offset) fromMs = changeBetween(zone, fromMs, atMs, offset);
  const next = offsetMs(zone, toMs - 1);
  if (next !== offset) toMs = changeBetween(zone, atMs, toMs - 1, next);
  return { fromMs, toMs };
}

function after(first: DateTime, unit: DateUnit): DateTime {
  return first.plus({ [`${unit}s`]: 1 });
}

/** Calendar arithmetic on wall-clock readings is done as if they were UTC, where no clock ever changes. */
function wallClock(localMs: number): DateTime {
  return DateTime.fromMillis(localMs, { zone: 'utc' });
}

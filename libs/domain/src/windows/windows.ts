import { DateTime, type DateTimeUnit } from 'luxon';
import { changeBetween, firstInstantOf, offsetMs, zonedText, zoneNamed } from './zone-clock.js';

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

const ALL: TimeWindow = { fromMs: null, toMs: null, from: null, to: null };
const HOUR_MS = 3_600_000;

/**
 * The window that holds an instant, by the zone's calendar (ISO weeks). Windows of a kind follow each other without gap
 * or overlap: each begins at the first instant of its first date, also where clocks change at midnight.
 * @throws UnknownTimeZone
 */
export function windowOf(window: WindowName, atMs: number, tz: string): TimeWindow {
  if (window === 'all') return ALL;
  const zone = zoneNamed(tz);
  const { fromMs, toMs } = boundsOf(window, atMs, tz);
  return { fromMs, toMs, from: zonedText(zone, fromMs), to: zonedText(zone, toMs) };
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

interface Bounds {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Folds ask for the same few stretches a million times: the bounds are kept by quarter of an hour in UTC, and used only
 * where they hold the instant (some zones of old change inside a quarter).
 */
const QUARTER_HOUR_MS = 900_000;
const MAX_KEPT_BOUNDS = 16_384;
const MAX_KEPT_ZONES = 64;
type Unit = Exclude<WindowName, 'all'> | 'hour';
type Calendar = Readonly<Record<Unit, Map<number, Bounds>>>;
const calendars = new Map<string, Calendar>();

function boundsOf(unit: Unit, atMs: number, tz: string): Bounds {
  const calendar = calendarOf(tz)[unit];
  const slot = Math.floor(atMs / QUARTER_HOUR_MS);
  const kept = calendar.get(slot);
  if (kept !== undefined && kept.fromMs <= atMs && atMs < kept.toMs) return kept;
  const bounds = unit === 'hour' ? hourBounds(atMs, tz) : dateBounds(unit, atMs, tz);
  if (calendar.size >= MAX_KEPT_BOUNDS) calendar.clear();
  calendar.set(slot, bounds);
  return bounds;
}

function calendarOf(tz: string): Calendar {
  const known = calendars.get(tz);
  if (known !== undefined) return known;
  if (calendars.size >= MAX_KEPT_ZONES) calendars.clear();
  const calendar = {
    hour: new Map(),
    day: new Map(),
    week: new Map(),
    month: new Map(),
    quarter: new Map(),
    year: new Map(),
  };
  calendars.set(tz, calendar);
  return calendar;
}

function dateBounds(unit: DateTimeUnit, atMs: number, tz: string): Bounds {
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

function after(first: DateTime, unit: DateTimeUnit): DateTime {
  return first.plus({ [`${unit}s`]: 1 });
}

/** Calendar arithmetic on wall-clock readings is done as if they were UTC, where no clock ever changes. */
function wallClock(localMs: number): DateTime {
  return DateTime.fromMillis(localMs, { zone: 'utc' });
}

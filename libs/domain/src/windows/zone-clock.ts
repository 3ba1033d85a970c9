import { IANAZone } from 'luxon';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Zones in use at once; each holds a few numbers and luxon's formatter. */
const MAX_ZONES = 64;
const zones = new Map<string, IANAZone>();

/** Not an IANA time zone that this runtime knows. */
export class UnknownTimeZone extends RangeError {
  override readonly name = 'UnknownTimeZone';
}

/** @throws UnknownTimeZone */
export function zoneNamed(tz: string): IANAZone {
  const known = zones.get(tz);
  if (known !== undefined) return known;
  if (!IANAZone.isValidZone(tz)) throw new UnknownTimeZone(`no such time zone: ${tz.slice(0, 64)}`);
  if (zones.size >= MAX_ZONES) zones.clear();
  const zone = IANAZone.create(tz);
  zones.set(tz, zone);
  return zone;
}

/** How far the zone's wall clock is ahead of UTC at an instant. Whole seconds (before 1972 not always whole minutes). */
export function offsetMs(zone: IANAZone, atMs: number): number {
  return zone.name === 'UTC' ? 0 : Math.round((zone.offset(atMs) * MINUTE_MS) / 1000) * 1000;
}

/**
 * The first instant at which the wall clock shows `localMs` (a wall-clock reading written as if it were UTC) or later.
 * Where clocks go back over it, the first time; where they jump over it, the jump.
 */
export function firstInstantOf(zone: IANAZone, localMs: number): number {
  const before = offsetMs(zone, localMs - DAY_MS);
  const after = offsetMs(zone, localMs + DAY_MS);
  if (before === after) return localMs - before;
  const change = changeBetween(zone, localMs - DAY_MS, localMs + DAY_MS, after);
  return localMs - before < change ? localMs - before : Math.max(change, localMs - after);
}

/** The instant within (fromMs, toMs] at which the offset became `after`. */
export function changeBetween(zone: IANAZone, fromMs: number, toMs: number, after: number): number {
  let low = fromMs;
  let high = toMs;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetMs(zone, middle) === after) high = middle;
    else low = middle;
  }
  return high;
}

/** RFC 3339 of an instant on the zone's wall clock; UTC (`Z`) where the offset is no whole minute. */
export function zonedText(zone: IANAZone, atMs: number): string {
  const offset = offsetMs(zone, atMs);
  if (offset === 0 || offset % MINUTE_MS !== 0) return `${wallClockText(atMs)}Z`;
  const minutes = Math.abs(offset) / MINUTE_MS;
  const hh = String(Math.floor(minutes / 60)).padStart(2, '0');
  const mm = String(minutes % 60).padStart(2, '0');
  return `${wallClockText(atMs + offset)}${offset < 0 ? '-' : '+'}${hh}:${mm}`;
}

function wallClockText(localMs: number): string {
  return new Date(localMs).toISOString().replace(/(?:\.000)?Z$/, '');
}

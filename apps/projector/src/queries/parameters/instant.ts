import { parseRfc3339 } from '@tallystick/events';
import { DateTime } from 'luxon';

interface CalendarDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** `2026-05-01`; null for everything else, and for days that no calendar has. */
export function parseDate(text: string): CalendarDate | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!parts) return null;
  const date = { year: Number(parts[1]), month: Number(parts[2]), day: Number(parts[3]) };
  return DateTime.fromObject(date, { zone: 'UTC' }).isValid && date.year > 0 ? date : null;
}

/** ms since the epoch of a date (its first moment in `tz`) or an RFC 3339 time; null for everything else. */
export function parseInstant(text: string, tz: string): number | null {
  const date = parseDate(text);
  if (!date) return parseRfc3339(text)?.epochMs ?? null;
  return DateTime.fromObject(date, { zone: tz }).startOf('day').toMillis();
}

/**
 * The same for an instant that names a window: the window, the one before it and their bounds must have years that
 * RFC 3339 can write.
 */
export function windowInstant(text: string, tz: string): number | null {
  const ms = parseInstant(text, tz);
  if (ms === null) return null;
  const { year } = DateTime.fromMillis(ms, { zone: tz });
  return year >= 2 && year <= 9998 ? ms : null;
}

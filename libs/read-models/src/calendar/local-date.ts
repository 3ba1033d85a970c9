import { windowOf } from '@tallystick/domain';
import { DateTime } from 'luxon';
import { sqlDate } from './sql-date.js';

/** The local date that begins at an instant, as PostgreSQL reads it; null when none does. */
export function dateAt(ms: number, zone: string): string | null {
  const day = windowOf('day', ms, zone);
  return day.fromMs === ms && day.from !== null ? sqlDate(day.from) : null;
}

/** An instant on a local date, early in the day. */
export function instantOfDate(date: string, zone: string): number {
  const bc = date.endsWith(' BC');
  const [year, month, day] = (bc ? date.slice(0, -3) : date).split('-').map(Number) as [number, number, number];
  return DateTime.fromObject({ year: bc ? 1 - year : year, month, day }, { zone }).toMillis();
}

import type { Window } from '../api/answers.js';
import { LOCALE } from './locale.js';

/** Calendar days are handled as UTC midnights here: they are days of the board's zone, which nothing here needs. */
const DAY_MS = 86_400_000;
const dayOf = (rfc3339: string): Date => new Date(`${rfc3339.slice(0, 10)}T00:00:00Z`);
const dateText = (day: Date): string => day.toISOString().slice(0, 10);

const format = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(LOCALE, { timeZone: 'UTC', ...options });
const fullDay = format({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });
const plainDay = format({ day: 'numeric', month: 'short', year: 'numeric' });
const month = format({ month: 'long', year: 'numeric' });

/** What a window is called: `Week 21: 18 – 24 May 2026`. @param from start of the window in its zone; null for `all` */
export function windowTitle(window: Window, from: string | null, to: string | null): string {
  if (from === null || to === null) return 'All time';
  const first = dayOf(from);
  switch (window) {
    case 'day':
      return fullDay.format(first);
    case 'week': {
      const last = new Date(dayOf(to).getTime() - DAY_MS);
      return `Week ${isoWeek(first).week}: ${plainDay.formatRange(first, last)}`;
    }
    case 'month':
      return month.format(first);
    case 'quarter':
      return `Q${Math.floor(first.getUTCMonth() / 3) + 1} ${first.getUTCFullYear()}`;
    case 'year':
      return String(first.getUTCFullYear());
    case 'all':
      return 'All time';
  }
}

/** The calendar day of a time with its zone's offset. */
export const formatDay = (rfc3339: string): string => plainDay.format(dayOf(rfc3339));

/** A date in the window before the one that starts at `from`. */
export const dateBefore = (from: string): string => dateText(new Date(dayOf(from).getTime() - DAY_MS));

/** The day after a date; what is no date stays as it is. */
export function dayAfter(date: string): string {
  const day = dayOf(date);
  return Number.isNaN(day.getTime()) ? date : dateText(addDays(day, 1));
}

/** A date in the window after the one that ends at `to`; null: that one has not begun, or is the one that now is in. */
export function dateAfter(to: string, nowMs: number): string | null {
  return Date.parse(to) > nowMs ? null : to.slice(0, 10);
}

/** The ISO week of a calendar day. */
export function isoWeek(day: Date): { readonly year: number; readonly week: number } {
  const weekday = (day.getUTCDay() + 6) % 7;
  const thursday = new Date(day.getTime() + (3 - weekday) * DAY_MS);
  const year = thursday.getUTCFullYear();
  return { year, week: 1 + Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * DAY_MS)) };
}

/** `2026-W21`. */
export function isoWeekText(day: Date): string {
  const { year, week } = isoWeek(day);
  return `${year}-W${String(week).padStart(2, '0')}`;
}

/** The Monday of `2026-W21` as a date; null for what is no week. */
export function mondayOf(weekText: string): Date | null {
  const parts = /^(\d{4})-W(\d{2})$/.exec(weekText);
  if (parts === null) return null;
  const fourth = new Date(Date.UTC(Number(parts[1]), 0, 4));
  const monday = new Date(
    fourth.getTime() - ((fourth.getUTCDay() + 6) % 7) * DAY_MS + (Number(parts[2]) - 1) * 7 * DAY_MS,
  );
  return isoWeekText(monday) === weekText ? monday : null;
}

export const addDays = (day: Date, days: number): Date => new Date(day.getTime() + days * DAY_MS);
export const weekTitle = (monday: Date): string =>
  `Week ${isoWeek(monday).week}: ${plainDay.formatRange(monday, addDays(monday, 6))}`;
export { dateText };

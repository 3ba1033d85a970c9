import { addDays, dateText } from '../../format/windows.js';
import type { UsageChoices } from './usage-choices.js';

/** Days of a calendar as UTC midnights, `to` not included. */
export interface DayRange {
  readonly from: Date;
  readonly to: Date;
  readonly days: number;
}

/** Today in a zone, as a UTC midnight. */
export function todayIn(zone: string, nowMs: number): Date {
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  const part = Object.fromEntries(parts.formatToParts(nowMs).map(({ type, value }) => [type, value]));
  return new Date(`${part['year']}-${part['month']}-${part['day']}T00:00:00Z`);
}

const MAX_DAYS = 3_660;

/** The days that are shown: the last so many up to today, or from one day to another, both included. */
export function dayRange({ range, from, to }: Pick<UsageChoices, 'range' | 'from' | 'to'>, today: Date): DayRange {
  if (range !== 'own') return between(addDays(today, 1 - Number(range)), today);
  const last = dayOf(to) ?? today;
  const first = dayOf(from) ?? addDays(last, -29);
  return first <= last ? between(first, last) : between(last, first);
}

function between(first: Date, last: Date): DayRange {
  const days = Math.min(MAX_DAYS, Math.round((last.getTime() - first.getTime()) / 86_400_000) + 1);
  const to = addDays(last, 1);
  return { from: addDays(to, -days), to, days };
}

/** null: no date, or one that no calendar has. */
function dayOf(text: string | null): Date | null {
  if (text === null) return null;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && dateText(day) === text ? day : null;
}

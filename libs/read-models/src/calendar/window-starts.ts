import { DateTime } from 'luxon';
import { sqlDate } from './sql-date.js';
import type { Window } from '../read-models.js';

export const ALL_TIME = '-infinity';
/** The windows that are sums of days, in the order in which they are written. */
export const COARSE_WINDOWS = ['week', 'month', 'quarter', 'year', 'all'] as const satisfies readonly Window[];
export type CoarseWindow = (typeof COARSE_WINDOWS)[number];

/** Years of days; emptied when full. */
const MAX_DAYS_KNOWN = 5_000;
const known = new Map<string, Readonly<Record<CoarseWindow, string>>>();

/** First days of the windows that hold a local day; a matter of the calendar alone, no zone needed. */
export function windowStarts(date: string): Readonly<Record<CoarseWindow, string>> {
  let starts = known.get(date);
  if (starts === undefined) {
    const day = parseSqlDate(date);
    starts = {
      week: text(day.startOf('week')),
      month: text(day.startOf('month')),
      quarter: text(day.startOf('quarter')),
      year: text(day.startOf('year')),
      all: ALL_TIME,
    };
    if (known.size >= MAX_DAYS_KNOWN) known.clear();
    known.set(date, starts);
  }
  return starts;
}

const text = (day: DateTime): string => sqlDate(day.toISODate() ?? '');

function parseSqlDate(date: string): DateTime {
  const bc = date.endsWith(' BC');
  const [year, month, day] = (bc ? date.slice(0, -3) : date).split('-').map(Number) as [number, number, number];
  return DateTime.utc(bc ? 1 - year : year, month, day);
}

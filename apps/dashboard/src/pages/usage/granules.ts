import type { Granularity, UsagePoint } from '../../api/answers.js';
import { addDays, dateText } from '../../format/windows.js';
import type { DayRange } from './usage-range.js';

/** A range cut into granules. Whole ones: a bar of a week is what a board says of that week. */
export interface Granules {
  /** First day of the first granule, and the day after the last one. */
  readonly from: string;
  readonly to: string;
  /** First days, without holes; empty for hours, whose number only the zone knows. */
  readonly starts: readonly string[];
}

export function granulesOf(granularity: Granularity, { from, to }: DayRange): Granules {
  if (granularity === 'hour') return { from: dateText(from), to: dateText(to), starts: [] };
  const starts: Date[] = [];
  let day = startOf(granularity, from);
  for (; day < to; day = after(granularity, day)) starts.push(day);
  return { from: dateText(starts[0] ?? from), to: dateText(day), starts: starts.map(dateText) };
}

function startOf(granularity: Granularity, day: Date): Date {
  if (granularity === 'week') return addDays(day, -((day.getUTCDay() + 6) % 7));
  if (granularity === 'month') return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), 1));
  return day;
}

function after(granularity: Granularity, day: Date): Date {
  if (granularity === 'month') return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 1));
  return addDays(day, granularity === 'week' ? 7 : 1);
}

const HOUR_MS = 3_600_000;

/** Every hour from the first with usage to the last, as UTC times. */
export function hourStarts(points: readonly UsagePoint[]): string[] {
  const times = points.map(({ start }) => Date.parse(start));
  if (times.length === 0) return [];
  const first = Math.min(...times);
  const hours = Math.round((Math.max(...times) - first) / HOUR_MS) + 1;
  return Array.from({ length: hours }, (_, i) => new Date(first + i * HOUR_MS).toISOString());
}

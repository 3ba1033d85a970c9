import { LOCALE } from './locale.js';

/** A moment to the second in a zone; absent: the reader's. */
export function formatInstant(rfc3339: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(LOCALE, {
    dateStyle: 'medium',
    timeStyle: 'medium',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(new Date(rfc3339));
}

const STEPS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;
const relative = new Intl.RelativeTimeFormat(LOCALE, { numeric: 'auto' });

/** `3 minutes ago`; below a second `now`. @param ageMs below 0 (a clock that is ahead) counts as now */
export function formatAge(ageMs: number): string {
  const step = STEPS.find(([, ms]) => ageMs >= ms);
  return step === undefined ? 'now' : relative.format(-Math.floor(ageMs / step[1]), step[0]);
}

/** A length of time in its largest unit: `3 minutes`. */
export function formatSpan(ms: number): string {
  const [unit, length] = STEPS.find(([, length]) => ms >= length) ?? (['second', 1_000] as const);
  const count = ms < 1_000 ? Math.round(ms / 100) / 10 : Math.floor(ms / length);
  return new Intl.NumberFormat(LOCALE, { style: 'unit', unit, unitDisplay: 'long' }).format(count);
}

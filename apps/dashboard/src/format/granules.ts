import type { Granularity } from '../api/answers.js';
import { LOCALE } from './locale.js';
import { windowTitle, dateText, addDays } from './windows.js';

const utc = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(LOCALE, { timeZone: 'UTC', ...options });
const shortDay = utc({ day: 'numeric', month: 'short' });
const shortMonth = utc({ month: 'short', year: '2-digit' });

/** Under an axis. @param start first day of the granule, or an hour's start in UTC */
export function granuleTick(granularity: Granularity, start: string, zone: string): string {
  if (granularity === 'hour') {
    return new Intl.DateTimeFormat(LOCALE, {
      timeZone: zone,
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
    }).format(new Date(start));
  }
  return (granularity === 'month' ? shortMonth : shortDay).format(new Date(`${start}T00:00:00Z`));
}

/** In full. */
export function granuleTitle(granularity: Granularity, start: string, zone: string): string {
  if (granularity === 'hour') return granuleTick(granularity, start, zone);
  const end = granularity === 'week' ? dateText(addDays(new Date(`${start}T00:00:00Z`), 7)) : start;
  return windowTitle(granularity, start, end);
}

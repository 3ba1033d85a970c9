import { formatAge, formatInstant } from '../format/times.js';
import { useNow } from '../live/use-now.js';

/** Up to here a distance says more than a date. */
const RECENT_MS = 86_400_000;

/** A point in time: how long ago, or its date; in full when pointed at. @param at RFC 3339 */
export function Moment({ at }: { readonly at: string }) {
  const ageMs = useNow(30_000) - Date.parse(at);
  const full = formatInstant(at);
  return (
    <time dateTime={at} title={`${full} (${at})`}>
      {ageMs >= 0 && ageMs < RECENT_MS ? formatAge(ageMs) : full}
    </time>
  );
}

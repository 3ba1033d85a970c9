/** More fraction digits than this are refused: no clock has them, and stored text must be bounded. */
export const MAX_FRACTION_DIGITS = 30;

const DAYS_BEFORE_MONTH = [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const DAYS_IN_MONTH = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const DAY_MS = 86_400_000;
/** 0001-01-01T00:00:00Z: before it PostgreSQL's timestamptz needs "BC". */
const FIRST_MS = -62_135_596_800_000;
/** 9999-12-31T23:59:59.999Z: after it RFC 3339 has no year. */
const LAST_MS = 253_402_300_799_999;

/** An instant as the ledger keeps it. */
export interface Instant {
  /** RFC 3339 in UTC (`Z`), fraction without trailing zeros. */
  readonly canonical: string;
  /** Milliseconds since the epoch, finer digits cut off. */
  readonly epochMs: number;
}

/**
 * Strict RFC 3339 `date-time`; null for everything else. `T`, `Z` in either case, any offset to ±23:59, up to
 * MAX_FRACTION_DIGITS digits, years 0001-9999 in UTC. A leap second (23:59:60 UTC) becomes the second before it, as
 * java.time does: it stays in its day, and every store can hold it.
 */
export function parseRfc3339(text: string): Instant | null {
  const length = text.length;
  if (length < 20 || length > 26 + MAX_FRACTION_DIGITS) return null;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  const hour = digits(text, 11, 13);
  const minute = digits(text, 14, 16);
  const second = digits(text, 17, 19);
  if (year < 0 || month < 1 || month > 12 || day < 1 || hour < 0 || hour > 23) return null;
  if (minute < 0 || minute > 59 || second < 0 || second > 60) return null;
  if (text.charCodeAt(4) !== 0x2d || text.charCodeAt(7) !== 0x2d) return null;
  if (text.charCodeAt(13) !== 0x3a || text.charCodeAt(16) !== 0x3a) return null;
  const separator = text.charCodeAt(10);
  if (separator !== 0x54 && separator !== 0x74) return null;
  const leapYear = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (day > DAYS_IN_MONTH[month]! && !(leapYear && month === 2 && day === 29)) return null;

  let end = 19;
  let significantEnd = 19;
  let milliseconds = 0;
  if (text.charCodeAt(19) === 0x2e) {
    end = 20;
    for (; end < length; end++) {
      const digit = text.charCodeAt(end) - 0x30;
      if (digit < 0 || digit > 9) break;
      if (digit !== 0) significantEnd = end + 1;
      if (end === 20) milliseconds = digit * 100;
      else if (end === 21) milliseconds += digit * 10;
      else if (end === 22) milliseconds += digit;
    }
    if (end === 20 || end - 20 > MAX_FRACTION_DIGITS) return null;
  }
  const offsetMinutes = readOffset(text, end);
  if (offsetMinutes === null) return null;

  const seconds = second === 60 ? 59 : second;
  const years = year - 1;
  const days =
    years * 365 +
    Math.floor(years / 4) -
    Math.floor(years / 100) +
    Math.floor(years / 400) +
    DAYS_BEFORE_MONTH[month]! +
    (leapYear && month > 2 ? 1 : 0) +
    (day - 1);
  const epochMs =
    FIRST_MS + days * DAY_MS + ((hour * 60 + minute - offsetMinutes) * 60 + seconds) * 1000 + milliseconds;
  if (epochMs < FIRST_MS || epochMs > LAST_MS) return null;
  if (second === 60 && (((epochMs % DAY_MS) + DAY_MS) % DAY_MS) - milliseconds !== DAY_MS - 1000) return null;

  if (offsetMinutes === 0 && second !== 60) {
    if (separator === 0x54 && length === significantEnd + 1 && text.charCodeAt(length - 1) === 0x5a) {
      return { canonical: text, epochMs };
    }
    return { canonical: `${text.slice(0, 10)}T${text.slice(11, significantEnd)}Z`, epochMs };
  }
  const whole = new Date(epochMs - milliseconds).toISOString().slice(0, 19);
  return { canonical: `${whole}${text.slice(19, significantEnd)}Z`, epochMs };
}

/** Minutes east of UTC; null unless the text ends right after a well-formed offset. */
function readOffset(text: string, at: number): number | null {
  const sign = text.charCodeAt(at);
  if (sign === 0x5a || sign === 0x7a) return text.length === at + 1 ? 0 : null;
  if ((sign !== 0x2b && sign !== 0x2d) || text.length !== at + 6 || text.charCodeAt(at + 3) !== 0x3a) return null;
  const hours = digits(text, at + 1, at + 3);
  const minutes = digits(text, at + 4, at + 6);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return null;
  return (sign === 0x2b ? 1 : -1) * (hours * 60 + minutes);
}

/** The number that the digits spell; negative when one is no digit. */
function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (!(digit >= 0 && digit <= 9)) return -1;
    value = value * 10 + digit;
  }
  return value;
}

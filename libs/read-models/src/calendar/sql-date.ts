const DATE = /^([+-]?\d{4,})-(\d\d)-(\d\d)/;

/** The local date of an RFC 3339 text as PostgreSQL reads it; the year 0 of ISO 8601 is 1 BC there. */
export function sqlDate(rfc3339: string): string {
  const match = DATE.exec(rfc3339);
  if (match === null) throw new RangeError(`no date in ${rfc3339}`);
  const year = Number(match[1]);
  const monthAndDay = `-${match[2]}-${match[3]}`;
  return year > 0
    ? String(year).padStart(4, '0') + monthAndDay
    : `${String(1 - year).padStart(4, '0')}${monthAndDay} BC`;
}

const NEEDS_ESCAPE = /["\\]/;
const ESCAPED = /["\\]/g;

/** A PostgreSQL array literal of texts; bind it as text and cast: `$1::text::bigint[]`. */
export function textArray(values: Iterable<string>): string {
  let literal = '{';
  let separator = '';
  for (const value of values) {
    literal += `${separator}"${NEEDS_ESCAPE.test(value) ? value.replace(ESCAPED, '\\$&') : value}"`;
    separator = ',';
  }
  return `${literal}}`;
}

/** The same for numbers. */
export function numberArray(values: Iterable<number | bigint>): string {
  let literal = '{';
  let separator = '';
  for (const value of values) {
    literal += `${separator}${value}`;
    separator = ',';
  }
  return `${literal}}`;
}

const NEEDS_ESCAPE = /[\\\t\n\r]/;
const ESCAPED = /[\\\t\n\r]/g;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** A text as a field of COPY's text format. */
export const copyField = (text: string): string =>
  NEEDS_ESCAPE.test(text) ? text.replace(ESCAPED, (char) => ESCAPES[char] ?? char) : text;

/** The same, null allowed. */
export const optionalCopyField = (text: string | null): string => (text === null ? '\\N' : copyField(text));

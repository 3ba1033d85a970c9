import { isAscii, isUtf8 } from 'node:buffer';

/** What bytes hold: a JSON value, or why they hold none. */
export type ParsedJson =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly detail: string };

/**
 * Strict JSON: well-formed UTF-8 without a byte order mark. Never throws; nesting of any depth is harmless, since V8's
 * parser keeps its own stack on the heap and nothing here walks into what it does not know.
 */
export function parseJsonBytes(bytes: Buffer): ParsedJson {
  if (bytes.length === 0) return { ok: false, detail: 'is empty' };
  let text: string;
  if (isAscii(bytes)) text = bytes.toString('latin1');
  else if (!isUtf8(bytes)) return { ok: false, detail: 'is not UTF-8' };
  else if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return { ok: false, detail: 'starts with a byte order mark, which JSON forbids' };
  } else text = bytes.toString('utf8');
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
    // the parser's message quotes the text, which may hold a subject
    return { ok: false, detail: 'is not JSON' };
  }
}

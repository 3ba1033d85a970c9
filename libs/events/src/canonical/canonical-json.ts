import canonicalize from 'canonicalize';
import type { CanonicalJson } from '../ledger-events/ledger-events.js';

/** RFC 8785 of any JSON value. @throws TypeError where a value has no canonical form (NaN, a lone surrogate, undefined) */
export function canonicalJson(value: unknown): CanonicalJson {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('this value has no canonical JSON');
  return text as CanonicalJson;
}

/** A JSON string as RFC 8785 writes it. Names and models rarely need an escape: those are found by one scan. */
export function quoted(text: string): string {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x20 || unit === 0x22 || unit === 0x5c || unit >= 0xd800) return escaped(text);
  }
  return `"${text}"`;
}

function escaped(text: string): string {
  if (!text.isWellFormed()) throw new TypeError('a lone surrogate has no canonical JSON');
  return JSON.stringify(text);
}

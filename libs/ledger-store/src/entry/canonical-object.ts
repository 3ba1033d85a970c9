import { canonicalJson } from '@tallystick/events';

export interface CanonicalObject {
  readonly text: string;
  readonly value: Readonly<Record<string, unknown>>;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The JSON object that these bytes are the canonical form (RFC 8785) of; undefined when they are not. */
export function canonicalObject(bytes: Uint8Array): CanonicalObject | undefined {
  if (bytes[0] !== 0x7b) return undefined;
  try {
    const text = utf8.decode(bytes);
    const value = JSON.parse(text) as Readonly<Record<string, unknown>>;
    return canonicalJson(value) === text ? { text, value } : undefined;
  } catch {
    return undefined; // no UTF-8, no JSON, or a value that has no canonical form
  }
}

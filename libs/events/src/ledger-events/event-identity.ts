import { sha256 } from './sha256.js';

/**
 * SHA-256(`source` 00 `id`), 32 bytes: a usage event's identity, for ever. Unambiguous, since validation keeps U+0000
 * out of both.
 */
export function eventKeyOf(source: string, id: string): Buffer {
  return sha256(`${source}\0${id}`);
}

/** base64url without padding: 43 characters for a key or a fingerprint. */
export function eventKeyText(key: Uint8Array): string {
  return asBuffer(key).toString('base64url');
}

/** The ledger's id of a usage event: the key's first 16 bytes as a UUIDv8 (RFC 9562). */
export function ledgerEventId(key: Uint8Array): string {
  return uuidV8(asBuffer(key));
}

/** Id of the `UsageConflicted` for one claim, the same on every delivery: UUIDv8 from SHA-256(key fingerprint). */
export function conflictEventId(key: Uint8Array, fingerprint: Uint8Array): string {
  return uuidV8(sha256(Buffer.concat([key, fingerprint])));
}

function uuidV8(bytes: Buffer): string {
  const hex = bytes.toString('hex', 0, 16);
  const variant = '89ab'[parseInt(hex[16]!, 16) & 3]!;
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

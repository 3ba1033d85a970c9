import { hash } from 'node:crypto';

/** Signature type of the signed-note standard: the first byte of a verifier key. */
export const ED25519 = 0x01;
export const COSIGNATURE_V1 = 0x04;
export type KeyType = typeof ED25519 | typeof COSIGNATURE_V1;
export const isKeyType = (byte: number | undefined): byte is KeyType => byte === ED25519 || byte === COSIGNATURE_V1;

export const KEY_ID_BYTES = 4;
export const PUBLIC_KEY_BYTES = 32;

/** First 4 bytes of SHA-256(name ‖ 0A ‖ type ‖ public key), as 8 hex digits. */
export function keyId(name: string, type: KeyType, publicKey: Uint8Array): string {
  const input = Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(type), publicKey]);
  return hash('sha256', input, 'hex').slice(0, 2 * KEY_ID_BYTES);
}

/** A limit of ours: the standard names none, and a name stands on every signature line. */
const MAX_NAME_BYTES = 255;
/** Unicode's White_Space, as Go's unicode.IsSpace has it, and control characters, which no note may hold. */
const NO_NAME = /[+\p{White_Space}\u0000-\u001f\u007f]/u;

export const isKeyName = (name: string): boolean =>
  name !== '' && name.isWellFormed() && !NO_NAME.test(name) && Buffer.byteLength(name) <= MAX_NAME_BYTES;

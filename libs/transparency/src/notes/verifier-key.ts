import { decodeBase64, encodeBase64 } from './base64.js';
import { isKeyName, isKeyType, keyId, PUBLIC_KEY_BYTES, type KeyType } from './key-id.js';
import { malformed } from './note-refused.js';

/** Whose signatures are believed: `name+hex(keyID)+base64(type ‖ public key)`. */
export interface VerifierKey {
  readonly name: string;
  /** 8 hex digits. */
  readonly id: string;
  readonly type: KeyType;
  /** Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array;
  /** The key as text. */
  readonly text: string;
}

export function verifierKey(name: string, type: KeyType, publicKey: Uint8Array): VerifierKey {
  const id = keyId(name, type, publicKey);
  const text = `${name}+${id}+${encodeBase64(Buffer.concat([Buffer.of(type), publicKey]))}`;
  return { name, id, type, publicKey, text };
}

/** @throws NoteRefused malformed */
export function parseVerifierKey(text: string): VerifierKey {
  const [, name, id, encoded] = /^([^+]+)\+([0-9a-fA-F]{8})\+(\S+)$/.exec(text) ?? [];
  if (name === undefined || id === undefined || encoded === undefined || !isKeyName(name)) {
    throw malformed(`not a verifier key (name+hash+key): ${shown(text)}`);
  }
  const bytes = decodeBase64(encoded);
  const type = bytes?.[0];
  if (bytes === undefined || type === undefined) throw malformed(`the verifier key ${name} is not base64 at its end`);
  if (!isKeyType(type)) throw malformed(`the verifier key ${name} is of type ${type}: only Ed25519 (1, 4) is known`);
  if (bytes.length !== 1 + PUBLIC_KEY_BYTES) {
    throw malformed(`the verifier key ${name} has ${bytes.length - 1} bytes: an Ed25519 key has ${PUBLIC_KEY_BYTES}`);
  }
  const key = verifierKey(name, type, bytes.subarray(1));
  if (key.id !== id.toLowerCase()) {
    throw malformed(`the verifier key ${name} says its hash is ${id}, but it is ${key.id}: copied wrongly?`);
  }
  return key;
}

const shown = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}...` : text);

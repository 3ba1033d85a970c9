import { randomBytes, type KeyObject } from 'node:crypto';
import { decodeBase64, encodeBase64 } from './base64.js';
import { privateKeyOf, publicKeyOf } from './ed25519.js';
import { ED25519, isKeyName, isKeyType, type KeyType } from './key-id.js';
import { malformed } from './note-refused.js';
import { verifierKey, type VerifierKey } from './verifier-key.js';

export interface SigningKey {
  readonly verifier: VerifierKey;
  readonly privateKey: KeyObject;
}

const SEED_BYTES = 32;

export interface NewSigningKey {
  /** No spaces, no `+`; for a log, its origin. */
  readonly name: string;
  readonly type?: KeyType;
  /** 32 secret bytes. */
  readonly seed?: Uint8Array;
}

/** @throws RangeError a name that no key may have */
export function newSigningKey({ name, type = ED25519, seed = randomBytes(SEED_BYTES) }: NewSigningKey): SigningKey & {
  readonly secretText: string;
} {
  if (!isKeyName(name)) throw new RangeError(`${JSON.stringify(name)} is no key name: no spaces, no +`);
  const privateKey = privateKeyOf(seed);
  const verifier = verifierKey(name, type, publicKeyOf(privateKey));
  const encoded = encodeBase64(Buffer.concat([Buffer.of(type), seed]));
  return { verifier, privateKey, secretText: `PRIVATE+KEY+${name}+${verifier.id}+${encoded}` };
}

/**
 * `PRIVATE+KEY+name+hash+base64(type ‖ seed)`, as Go's sumdb/note writes it.
 * @throws NoteRefused malformed; never repeats what was found, it is secret
 */
export function parseSigningKey(text: string): SigningKey {
  const [, name, id, encoded] = /^PRIVATE\+KEY\+([^+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text) ?? [];
  const bytes = encoded === undefined ? undefined : decodeBase64(encoded);
  const type = bytes?.[0];
  if (name === undefined || !isKeyName(name) || !isKeyType(type) || bytes?.length !== 1 + SEED_BYTES) {
    throw malformed('not a signing key (PRIVATE+KEY+name+hash+key)');
  }
  const key = newSigningKey({ name, type, seed: bytes.subarray(1) });
  if (key.verifier.id !== id) throw malformed(`the signing key ${name} does not have the hash ${id} that it states`);
  return key;
}

import { concat, fromBase64, toHex, utf8, type Bytes } from './bytes.js';
import { sha256 } from './inclusion.js';
import { Malformed } from './malformed.js';

const ED25519 = 1;
const PUBLIC_KEY_BYTES = 32;
/** While a key is changed there are two. */
const MAX_KEYS = 16;

/** By which a log's signatures are checked (C2SP signed-note): `name+hex(key id)+base64(01 ‖ public key)`. */
export interface VerifierKey {
  readonly name: string;
  /** 8 hex digits. */
  readonly id: string;
  readonly publicKey: Bytes;
  readonly text: string;
}

/** What `/log/key` answers: a line each, the key that signs now first. @throws Malformed */
export async function parseVerifierKeys(text: string): Promise<readonly [VerifierKey, ...VerifierKey[]]> {
  const lines = text.split('\n').filter((line) => line !== '');
  if (lines.length > MAX_KEYS) throw new Malformed(`${lines.length} keys: ${MAX_KEYS} are the most`);
  const [first, ...others] = await Promise.all(lines.map(parseVerifierKey));
  if (first === undefined) throw new Malformed('there is no key');
  return [first, ...others];
}

/** @throws Malformed */
export async function parseVerifierKey(text: string): Promise<VerifierKey> {
  const [, name, id, encoded] = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text) ?? [];
  const bytes = encoded === undefined ? null : fromBase64(encoded);
  if (name === undefined || id === undefined || bytes === null)
    throw new Malformed('not a verifier key (name+hash+key)');
  if (bytes[0] !== ED25519 || bytes.length !== 1 + PUBLIC_KEY_BYTES) throw new Malformed('not an Ed25519 key');
  const hash = toHex((await sha256(concat(utf8(`${name}\n`), bytes))).subarray(0, 4));
  if (hash !== id) throw new Malformed(`the key says its hash is ${id}, but it is ${hash}`);
  return { name, id, publicKey: bytes.slice(1), text };
}

import { fromBase64, toHex, utf8, type Bytes } from './bytes.js';
import { HASH_BYTES } from './inclusion.js';
import { Malformed, wholeNumber } from './malformed.js';
import type { VerifierKey } from './verifier-key.js';

const KEY_ID_BYTES = 4;
const MAX_SIGNATURES = 100;

/** The state of the log that its owner has signed (C2SP tlog-checkpoint); not checked yet. */
export interface SignedCheckpoint {
  /** The log's name. */
  readonly origin: string;
  /** Entries. */
  readonly size: number;
  readonly root: Bytes;
  /** What is signed. */
  readonly text: string;
  readonly signatures: readonly Signature[];
}

export interface Signature {
  readonly name: string;
  /** 8 hex digits. */
  readonly keyId: string;
  readonly bytes: Bytes;
}

/** @throws Malformed */
export function parseCheckpoint(note: string): SignedCheckpoint {
  const split = note.lastIndexOf('\n\n');
  if (split < 0 || !note.endsWith('\n')) throw new Malformed('the checkpoint has no signature lines');
  const text = note.slice(0, split + 1);
  const [origin, size, root, ...rest] = text.slice(0, -1).split('\n');
  if (!origin || size === undefined || root === undefined || rest.includes('')) {
    throw new Malformed('a checkpoint has three lines: the log, its size, its root');
  }
  const rootBytes = fromBase64(root);
  if (rootBytes?.length !== HASH_BYTES) throw new Malformed("the checkpoint's root is not a hash");
  const lines = note.slice(split + 2, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) throw new Malformed(`${lines.length} signatures: ${MAX_SIGNATURES} are the most`);
  return { origin, size: wholeNumber(size), root: rootBytes, text, signatures: lines.map(parseSignature) };
}

function parseSignature(line: string): Signature {
  const [, name, encoded] = /^— ([^\s+]+) (\S+)$/.exec(line) ?? [];
  const bytes = encoded === undefined ? null : fromBase64(encoded);
  if (name === undefined || bytes === null || bytes.length <= KEY_ID_BYTES) throw new Malformed('not a signature line');
  return { name, keyId: toHex(bytes.subarray(0, KEY_ID_BYTES)), bytes: bytes.slice(KEY_ID_BYTES) };
}

/** This browser, or this page (WebCrypto is there only with https or on localhost), cannot check signatures. */
export class CannotCheck extends Error {
  override readonly name = 'CannotCheck';
}

/**
 * Which of the keys of the checkpoint's log have signed it; empty: none.
 * @throws CannotCheck
 * @throws Malformed a signature in the name of one of the keys that it did not make
 */
export async function signersOf(checkpoint: SignedCheckpoint, keys: readonly VerifierKey[]): Promise<VerifierKey[]> {
  const signers: VerifierKey[] = [];
  for (const key of keys.filter(({ name }) => name === checkpoint.origin)) {
    const signature = checkpoint.signatures.find(({ name, keyId }) => name === key.name && keyId === key.id);
    if (signature === undefined) continue;
    if (!(await holds(key, signature.bytes, utf8(checkpoint.text)))) {
      throw new Malformed(`the signature in the name of ${key.name} was not made by its key ${key.id}`);
    }
    signers.push(key);
  }
  return signers;
}

async function holds({ publicKey }: VerifierKey, signature: Bytes, message: Bytes): Promise<boolean> {
  let key: CryptoKey;
  try {
    key = await crypto.subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify']);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotSupportedError') {
      throw new CannotCheck('this browser does not know Ed25519 signatures yet: a newer one does');
    }
    throw error;
  }
  return crypto.subtle.verify('Ed25519', key, signature, message);
}

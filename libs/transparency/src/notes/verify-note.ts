import { verifyEd25519 } from './ed25519.js';
import { COSIGNATURE_V1 } from './key-id.js';
import { NoteRefused } from './note-refused.js';
import type { Note, NoteSignature } from './note.js';
import type { VerifierKey } from './verifier-key.js';
import { verifyCosignature } from '../cosignature/cosignature.js';

export interface VerifiedSignature {
  readonly key: VerifierKey;
  readonly signature: NoteSignature;
}

/**
 * The signatures by keys that are trusted here, each checked; those by others, also of kinds unknown, are passed over.
 * May be empty. @throws NoteRefused bad-signature
 */
export function trustedSignatures(note: Note, keys: readonly VerifierKey[]): readonly VerifiedSignature[] {
  return note.signatures.flatMap((signature) => {
    const key = keys.find(({ name, id }) => name === signature.name && id === signature.keyId);
    if (key === undefined) return [];
    if (!holds(note.text, signature, key)) {
      throw new NoteRefused('bad-signature', `the signature in the name of ${key.name} was not made by its key`);
    }
    return [{ key, signature }];
  });
}

/** The same, at least one. @throws NoteRefused unsigned | bad-signature */
export function verifyNote(note: Note, keys: readonly VerifierKey[]): readonly VerifiedSignature[] {
  const verified = trustedSignatures(note, keys);
  if (verified.length > 0) return verified;
  const found = note.signatures.map(({ name, keyId }) => `${name}+${keyId}`).join(', ');
  const asked = keys.map(({ name, id }) => `${name}+${id}`).join(' or ');
  throw new NoteRefused('unsigned', `it is signed by ${found}, not by ${asked}`);
}

const holds = (text: string, { bytes }: NoteSignature, key: VerifierKey): boolean =>
  key.type === COSIGNATURE_V1
    ? verifyCosignature(text, bytes, key)
    : verifyEd25519(Buffer.from(text), bytes, key.publicKey);

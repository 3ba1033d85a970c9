import { encodeBase64 } from './base64.js';
import { signEd25519 } from './ed25519.js';
import type { NoteSignature } from './note.js';
import type { SigningKey } from './signing-key.js';

/** The line (without newline) by which an Ed25519 key signs the text. */
export function signatureLine(text: string, { privateKey, verifier }: SigningKey): string {
  return lineOf(verifier, signEd25519(Buffer.from(text), privateKey));
}

export function lineOf({ name, id }: { readonly name: string; readonly id: string }, signature: Uint8Array): string {
  return `— ${name} ${encodeBase64(Buffer.concat([Buffer.from(id, 'hex'), signature]))}`;
}

/** The note of a text, which ends in a newline, and its signature lines. */
export function encodeNote(text: string, signatures: readonly (string | NoteSignature)[]): Uint8Array {
  if (!text.endsWith('\n')) throw new RangeError('the text of a note ends in a newline');
  const lines = signatures.map((signature) => `${typeof signature === 'string' ? signature : signature.line}\n`);
  return Buffer.from(`${text}\n${lines.join('')}`);
}

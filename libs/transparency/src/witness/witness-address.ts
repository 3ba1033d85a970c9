import { COSIGNATURE_V1 } from '../notes/key-id.js';
import { malformed } from '../notes/note-refused.js';
import { parseVerifierKey, type VerifierKey } from '../notes/verifier-key.js';

/** A witness that is asked, and whose cosignatures are believed. */
export interface WitnessAddress {
  /** Submission prefix, without a slash at its end. */
  readonly url: string;
  readonly key: VerifierKey;
}

/** `URL#VKEY`: where a witness is asked, and its verifier key. @throws NoteRefused malformed */
export function parseWitnessAddress(text: string): WitnessAddress {
  const [url = '', ...rest] = text.split('#');
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '') || rest.length === 0) {
    throw malformed(
      `not a witness (URL#VERIFIER-KEY, for example https://witness.example#witness.example+1a2b3c4d+B...): ${text}`,
    );
  }
  return { url: url.replace(/\/+$/, ''), key: parseWitnessKey(rest.join('#')) };
}

/** A verifier key of type 04. @throws NoteRefused malformed */
export function parseWitnessKey(text: string): VerifierKey {
  const key = parseVerifierKey(text);
  if (key.type !== COSIGNATURE_V1) {
    throw malformed(
      `${key.name} is a log's key (type 1), not a witness's (type 4): ask the witness for its verifier key`,
    );
  }
  return key;
}

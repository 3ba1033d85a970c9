import { COSIGNATURE_V1 } from '../notes/key-id.js';
import { NoteRefused } from '../notes/note-refused.js';
import { parseNote, type Note } from '../notes/note.js';
import { encodeNote, signatureLine } from '../notes/sign-note.js';
import type { SigningKey } from '../notes/signing-key.js';
import type { VerifierKey } from '../notes/verifier-key.js';
import { verifyNote } from '../notes/verify-note.js';
import { checkpointText, parseCheckpointText, type Checkpoint } from './checkpoint.js';

/** A checkpoint whose log has signed it. */
export interface OpenedCheckpoint extends Checkpoint {
  readonly note: Note;
  /** The trusted keys that signed it; at least one. */
  readonly signedBy: readonly VerifierKey[];
}

/**
 * Reads a checkpoint and checks that its log signed it. A log's name is its key's name.
 * @param keys the log's keys: any of them may have signed (a change of keys is signed by both)
 * @throws NoteRefused malformed | unsigned | bad-signature
 */
export function openCheckpoint(bytes: Uint8Array, keys: readonly VerifierKey[]): OpenedCheckpoint {
  const note = parseNote(bytes);
  const checkpoint = parseCheckpointText(note.text);
  const logKeys = keys.filter(({ type }) => type !== COSIGNATURE_V1);
  if (!logKeys.some(({ name }) => name === checkpoint.origin)) {
    const asked = [...new Set(logKeys.map(({ name }) => name))].join(' or ');
    throw new NoteRefused('unsigned', `it is of the log ${JSON.stringify(checkpoint.origin)}, not of ${asked}`);
  }
  const signatures = verifyNote(
    note,
    logKeys.filter(({ name }) => name === checkpoint.origin),
  );
  return { ...checkpoint, note, signedBy: signatures.map(({ key }) => key) };
}

/** The signed note of a checkpoint. At a change of keys both sign, the new one first. */
export function signCheckpoint(
  checkpoint: Omit<Checkpoint, 'extensions'>,
  keys: readonly [SigningKey, ...SigningKey[]],
): Uint8Array {
  const stranger = keys.find(({ verifier }) => verifier.name !== checkpoint.origin);
  if (stranger) throw new RangeError(`the key ${stranger.verifier.name} does not sign for ${checkpoint.origin}`);
  const text = checkpointText(checkpoint);
  return encodeNote(
    text,
    keys.map((key) => signatureLine(text, key)),
  );
}

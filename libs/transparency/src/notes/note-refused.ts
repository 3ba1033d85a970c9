/**
 * - `malformed`: not of the form that the standard gives it
 * - `unsigned`: sound in form, but no signature is by a key that is trusted here
 * - `bad-signature`: a signature that names a trusted key was not made by it
 */
export type NoteRefusal = 'malformed' | 'unsigned' | 'bad-signature';

/** A note, checkpoint, key or proof that may not be used. The message is a sentence that says what was found. */
export class NoteRefused extends Error {
  override readonly name = 'NoteRefused';
  constructor(
    readonly code: NoteRefusal,
    message: string,
  ) {
    super(message);
  }
}

export const malformed = (what: string): NoteRefused => new NoteRefused('malformed', what);

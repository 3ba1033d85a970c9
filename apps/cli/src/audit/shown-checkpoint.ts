import {
  MAX_CHECKPOINT_BYTES,
  NoteRefused,
  openCheckpoint,
  type LogFiles,
  type OpenedCheckpoint,
  type VerifierKey,
} from '@tallystick/transparency';
import { Tampered } from './verdict.js';

export interface ShownCheckpoint {
  readonly checkpoint: OpenedCheckpoint;
  /** The signed note, as the log shows it. */
  readonly note: Uint8Array;
}

/** @throws Tampered there is something that the keys did not sign */
export async function shownCheckpoint(
  files: LogFiles,
  path: string,
  keys: readonly VerifierKey[],
): Promise<ShownCheckpoint | undefined> {
  const note = await files.read(path, MAX_CHECKPOINT_BYTES);
  if (note === undefined) return undefined;
  try {
    return { note, checkpoint: openCheckpoint(note, keys) };
  } catch (error) {
    if (!(error instanceof NoteRefused)) throw error;
    throw new Tampered(`the checkpoint ${files.place}/${path} was not signed by the given key: ${error.message}`, {
      path,
    });
  }
}

import { parseSize } from '../checkpoint/checkpoint.js';
import type { Hash, TreeSize } from '../merkle/hash.js';
import { encodeBase64 } from '../notes/base64.js';
import { malformed } from '../notes/note-refused.js';
import { MAX_NOTE_BYTES, noteText } from '../notes/note.js';
import { parseHash } from '../proof-file/proof-file.js';

/** C2SP tlog-witness: a client must not send more. */
export const MAX_CONSISTENCY_HASHES = 63;
export const MAX_REQUEST_BYTES = MAX_NOTE_BYTES + 64 * 50;

/** Body of `POST <witness>/add-checkpoint`. */
export interface AddCheckpointRequest {
  /** What the witness saw last. */
  readonly oldSize: TreeSize;
  readonly proof: readonly Hash[];
  /** The signed note. */
  readonly checkpoint: Uint8Array;
}

export function encodeAddCheckpoint({ oldSize, proof, checkpoint }: AddCheckpointRequest): Uint8Array {
  const lines = [`old ${oldSize}`, ...proof.map(encodeBase64)];
  return Buffer.concat([Buffer.from(`${lines.join('\n')}\n\n`), checkpoint]);
}

/** @throws NoteRefused malformed; the checkpoint in it is not looked at */
export function parseAddCheckpoint(body: Uint8Array): AddCheckpointRequest {
  const text = noteText(body, MAX_REQUEST_BYTES);
  const end = text.indexOf('\n\n');
  const [old, ...proof] = text.slice(0, Math.max(end, 0)).split('\n');
  if (end < 0 || old?.startsWith('old ') !== true) throw malformed('the first line is not "old" and a size');
  if (proof.length > MAX_CONSISTENCY_HASHES)
    throw malformed(`${proof.length} hashes: ${MAX_CONSISTENCY_HASHES} are the most`);
  return {
    oldSize: parseSize(old.slice(4)),
    proof: proof.map(parseHash),
    checkpoint: Buffer.from(text.slice(end + 2)),
  };
}

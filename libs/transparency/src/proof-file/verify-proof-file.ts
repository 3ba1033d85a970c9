import { openCheckpoint, type OpenedCheckpoint } from '../checkpoint/open-checkpoint.js';
import { leafHash } from '../merkle/hash.js';
import { verifyInclusion } from '../merkle/inclusion-proof.js';
import { malformed, NoteRefused } from '../notes/note-refused.js';
import type { VerifierKey } from '../notes/verifier-key.js';
import { parseProofFile, type ProofFile } from './proof-file.js';

/** The entry is not where the proof says it is. */
export class NotProven extends Error {
  override readonly name = 'NotProven';
}

export interface ProvenEntry {
  readonly index: ProofFile['index'];
  readonly entry: Uint8Array;
  readonly checkpoint: OpenedCheckpoint;
}

/**
 * Checks a proof file offline, by the log's keys alone.
 * @param entry the entry's bytes; by default the proof's own `extra`
 * @throws NoteRefused the file or its checkpoint is malformed, unsigned, or wrongly signed
 * @throws NotProven this entry is not at this index of the tree that was signed
 */
export function verifyProofFile(bytes: Uint8Array, keys: readonly VerifierKey[], entry?: Uint8Array): ProvenEntry {
  const { index, hashes, checkpoint: note, extra } = parseProofFile(bytes);
  const proven = entry ?? extra;
  if (proven === undefined)
    throw malformed('the proof file does not hold the entry ("extra" line), and no other was given');
  const checkpoint = opened(note, keys);
  const { size, root } = checkpoint;
  if (!verifyInclusion({ index, size, root, leaf: leafHash(proven), proof: hashes })) {
    throw new NotProven(`this entry is not entry ${index} of the log of ${size} entries that the checkpoint names`);
  }
  return { index, entry: proven, checkpoint };
}

function opened(note: Uint8Array, keys: readonly VerifierKey[]): OpenedCheckpoint {
  try {
    return openCheckpoint(note, keys);
  } catch (error) {
    if (error instanceof NoteRefused) throw new NoteRefused(error.code, `the proof's checkpoint: ${error.message}`);
    throw error;
  }
}

import { parseCheckpointText, type Checkpoint } from '../checkpoint/checkpoint.js';
import { cosignatureLine } from '../cosignature/cosignature.js';
import { EMPTY_ROOT, sameHash, treeSize, type TreeSize } from '../merkle/hash.js';
import { verifyConsistency } from '../merkle/consistency-proof.js';
import { NoteRefused } from '../notes/note-refused.js';
import { parseNote, type Note } from '../notes/note.js';
import type { SigningKey } from '../notes/signing-key.js';
import type { VerifierKey } from '../notes/verifier-key.js';
import { verifyNote } from '../notes/verify-note.js';
import { parseAddCheckpoint, type AddCheckpointRequest } from './add-checkpoint-request.js';
import type { SeenCheckpoint, WitnessMemory } from './witness-memory.js';

export interface WitnessOptions {
  /** Of type 04. */
  readonly key: SigningKey;
  /** The logs that are witnessed; several keys of one name are one log. */
  readonly logs: readonly VerifierKey[];
  readonly memory: WitnessMemory;
  readonly nowSeconds: () => number;
}

/** What is sent back, and what there is to say about it. */
export interface WitnessAnswer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422;
  readonly contentType: string;
  readonly body: string;
  readonly origin?: string;
  readonly size?: number;
  /** The log signed two histories: both notes, each signed by it, are the proof of that. */
  readonly contradiction?: { readonly seen: Uint8Array; readonly offered: Uint8Array };
}

const TEXT = 'text/plain; charset=utf-8';
const refuse = (status: 400 | 403 | 404 | 422, reason: string): WitnessAnswer => ({
  status,
  contentType: TEXT,
  body: `${reason}\n`,
});
const conflict = (size: TreeSize): WitnessAnswer => ({
  status: 409,
  contentType: 'text/x.tlog.size',
  body: `${size}\n`,
});

/**
 * Answers `POST add-checkpoint` (C2SP tlog-witness): cosigns what is consistent with all that it cosigned before. Remembers
 * durably before it answers, and never waits between looking at its memory and changing it.
 */
export function addCheckpoint(body: Uint8Array, options: WitnessOptions): WitnessAnswer {
  try {
    const request = parseAddCheckpoint(body);
    const note = parseNote(request.checkpoint);
    const checkpoint = parseCheckpointText(note.text);
    return { ...decide(request, note, checkpoint, options), origin: checkpoint.origin, size: checkpoint.size };
  } catch (error) {
    if (error instanceof NoteRefused) return refuse(error.code === 'malformed' ? 400 : 403, error.message);
    throw error;
  }
}

function decide(
  request: AddCheckpointRequest,
  note: Note,
  checkpoint: Checkpoint,
  { key, logs, memory, nowSeconds }: WitnessOptions,
): WitnessAnswer {
  const { origin, size } = checkpoint;
  const keys = logs.filter(({ name }) => name === origin);
  if (keys.length === 0) return refuse(404, `the log ${origin} is not witnessed here`);
  verifyNote(note, keys);
  const { oldSize } = request;
  if (oldSize > size) return refuse(400, `the old size ${oldSize} is above the checkpoint's, ${size}`);

  const last = memory.last(origin);
  if (oldSize !== (last?.size ?? 0)) return conflict(last?.size ?? treeSize(0));
  if (!isConsistent(request, checkpoint, last)) return inconsistent(request, checkpoint, last);
  const seen = { size, note: Buffer.from(request.checkpoint) };
  if (!memory.remember(origin, last, seen)) return conflict(memory.last(origin)?.size ?? treeSize(0));
  return { status: 200, contentType: TEXT, body: `${cosignatureLine(note.text, key, nowSeconds())}\n` };
}

function isConsistent(
  { oldSize, proof }: AddCheckpointRequest,
  { size, root }: Checkpoint,
  last: SeenCheckpoint | undefined,
): boolean {
  const oldRoot = last === undefined ? EMPTY_ROOT : parseCheckpointText(parseNote(last.note).text).root;
  // An empty tree begins every other, so that only its own root says whether it is one.
  if (size === 0 && !sameHash(root, EMPTY_ROOT)) return false;
  return verifyConsistency({ oldSize, oldRoot, size, root, proof });
}

/** Of one size with another root: 409, as the standard has it, and a contradiction on its face; else the proof is wrong. */
function inconsistent(
  { checkpoint: offered, proof }: AddCheckpointRequest,
  { size }: Checkpoint,
  last: SeenCheckpoint | undefined,
): WitnessAnswer {
  if (last === undefined || last.size !== size || proof.length > 0)
    return refuse(422, 'the consistency proof does not hold');
  return { ...conflict(last.size), contradiction: { seen: last.note, offered } };
}

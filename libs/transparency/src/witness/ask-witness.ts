import { parseSize } from '../checkpoint/checkpoint.js';
import type { Hash, TreeSize } from '../merkle/hash.js';
import { NoteRefused } from '../notes/note-refused.js';
import { MAX_NOTE_BYTES, noteText, parseNote, parseSignatureLines } from '../notes/note.js';
import { trustedSignatures } from '../notes/verify-note.js';
import { encodeAddCheckpoint } from './add-checkpoint-request.js';
import type { WitnessAddress } from './witness-address.js';

/**
 * - `unreachable`: no answer in time; `refused`: an answer that says no, or none that the protocol knows
 * - `ahead`: the witness has cosigned a larger tree of this log than the one that was sent
 * - `contradicted`: what the witness cosigned is not the beginning of this tree
 */
export type WitnessFailure = 'unreachable' | 'refused' | 'ahead' | 'contradicted';

export class WitnessFailed extends Error {
  override readonly name = 'WitnessFailed';
  constructor(
    readonly code: WitnessFailure,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export interface AskWitness {
  readonly witness: WitnessAddress;
  /** The note as the log signed it, and its size. */
  readonly checkpoint: Uint8Array;
  readonly size: TreeSize;
  /** What the witness is thought to have seen last; it says so itself when it differs. */
  readonly oldSize: TreeSize;
  readonly consistencyProof: (oldSize: TreeSize, size: TreeSize) => Promise<readonly Hash[]>;
  /** For each of at most three requests. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

const MAX_REQUESTS = 3;

/**
 * Asks a witness for its cosignature. @returns the signature lines that its key made, at least one
 * @throws WitnessFailed, or what `consistencyProof` throws
 */
export async function askWitness(ask: AskWitness): Promise<readonly string[]> {
  const { witness, checkpoint, size, consistencyProof } = ask;
  let oldSize = ask.oldSize;
  for (let requests = 1; ; requests += 1) {
    const proof = await consistencyProof(oldSize, size);
    const { status, body } = await post(encodeAddCheckpoint({ oldSize, proof, checkpoint }), ask);
    if (status === 200) return cosignatures(body, ask);
    if (status === 422)
      throw failed(witness, 'contradicted', 'says that this log does not begin with what it saw of it');
    if (status !== 409) throw failed(witness, 'refused', `answered ${status}: ${shown(body)}`);
    const known = readable(() => parseSize(body.trimEnd()), witness);
    if (known > size) throw failed(witness, 'ahead', `has already seen ${known} entries of this log, this are ${size}`);
    if (known === oldSize) throw failed(witness, 'contradicted', `has seen another log of ${known} entries`);
    if (requests === MAX_REQUESTS) throw failed(witness, 'refused', `names another size each time, now ${known}`);
    oldSize = known;
  }
}

async function post(
  body: Uint8Array,
  { witness, timeoutMs, signal }: AskWitness,
): Promise<{ status: number; body: string }> {
  const deadline = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(`${witness.url}/add-checkpoint`, {
      method: 'POST',
      body: Uint8Array.from(body),
      redirect: 'error',
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    });
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of response.body ?? []) {
      length += chunk.length;
      if (length > MAX_NOTE_BYTES) throw new Error(`its answer is over ${MAX_NOTE_BYTES} bytes`);
      chunks.push(chunk);
    }
    return { status: response.status, body: Buffer.concat(chunks).toString('utf8') };
  } catch (error) {
    const { cause, message } = error as Error;
    const reason = (cause as NodeJS.ErrnoException | undefined)?.code ?? message;
    throw failed(witness, 'unreachable', `does not answer: ${reason}`, { cause: error });
  }
}

function cosignatures(body: string, { witness, checkpoint }: AskWitness): readonly string[] {
  return readable(() => {
    const { text } = parseNote(checkpoint);
    const signatures = parseSignatureLines(noteText(Buffer.from(body)));
    const verified = trustedSignatures({ text, signatures }, [witness.key]);
    if (verified.length === 0)
      throw new NoteRefused('unsigned', `no cosignature by ${witness.key.name} is in the answer`);
    return verified.map(({ signature }) => signature.line);
  }, witness);
}

function readable<T>(read: () => T, witness: WitnessAddress): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof NoteRefused)) throw error;
    throw failed(witness, 'refused', `answered what cannot be used: ${error.message}`, { cause: error });
  }
}

const failed = (
  { url, key }: WitnessAddress,
  code: WitnessFailure,
  what: string,
  options?: ErrorOptions,
): WitnessFailed => new WitnessFailed(code, `the witness ${key.name} (${url}) ${what}`, options);

const shown = (body: string): string => JSON.stringify(body.trim().slice(0, 200));

import { parseSize } from '../checkpoint/checkpoint.js';
import { HASH_BYTES, leafIndex, type Hash, type LeafIndex } from '../merkle/hash.js';
import { decodeBase64, encodeBase64 } from '../notes/base64.js';
import { malformed } from '../notes/note-refused.js';
import { MAX_NOTE_BYTES, noteText } from '../notes/note.js';

const FIRST_LINE = 'c2sp.org/tlog-proof@v1';
/** RFC 9162 proofs have a hash a level, and sizes fit into 53 bits. */
export const MAX_INCLUSION_HASHES = 63;
/** A checkpoint, the hashes, and the largest entry in base64. */
export const MAX_PROOF_BYTES = MAX_NOTE_BYTES + 64 * 50 + 90_000;

/** A C2SP tlog-proof: what it takes to check offline that an entry is in the log. */
export interface ProofFile {
  readonly index: LeafIndex;
  /** From the leaf's sibling up. */
  readonly hashes: readonly Hash[];
  /** The signed note, with the cosignatures that it had. */
  readonly checkpoint: Uint8Array;
  /** Proven by nothing: here the entry's bytes, which have to hash to the leaf. */
  readonly extra?: Uint8Array;
}

export function encodeProofFile({ index, hashes, checkpoint, extra }: ProofFile): Uint8Array {
  const lines = [
    FIRST_LINE,
    ...(extra === undefined ? [] : [`extra ${encodeBase64(extra)}`]),
    `index ${index}`,
    ...hashes.map(encodeBase64),
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\n')}\n\n`), checkpoint]);
}

/** @throws NoteRefused malformed; the checkpoint in it is not looked at */
export function parseProofFile(bytes: Uint8Array): ProofFile {
  const text = noteText(bytes, MAX_PROOF_BYTES);
  const end = text.indexOf('\n\n');
  const [first, ...lines] = text.slice(0, Math.max(end, 0)).split('\n');
  if (end < 0 || first !== FIRST_LINE) throw malformed(`it is no proof file: its first line is not ${FIRST_LINE}`);
  const extra = lines[0]?.startsWith('extra ') ? base64Line((lines.shift() as string).slice(6)) : undefined;
  const index = lines.shift();
  if (index?.startsWith('index ') !== true) throw malformed('a proof file has its index line before the hashes');
  if (lines.length > MAX_INCLUSION_HASHES)
    throw malformed(`${lines.length} hashes: ${MAX_INCLUSION_HASHES} are the most`);
  return {
    index: leafIndex(parseSize(index.slice(6))),
    hashes: lines.map(parseHash),
    checkpoint: Buffer.from(text.slice(end + 2)),
    ...(extra === undefined ? {} : { extra }),
  };
}

/** @throws NoteRefused malformed */
export function parseHash(line: string): Hash {
  const hash = base64Line(line);
  if (hash.length !== HASH_BYTES) throw malformed(`a hash has ${HASH_BYTES} bytes, found ${hash.length}`);
  return hash;
}

function base64Line(line: string): Uint8Array {
  const bytes = decodeBase64(line);
  if (bytes === undefined) throw malformed(`not base64: ${JSON.stringify(line.slice(0, 80))}`);
  return bytes;
}

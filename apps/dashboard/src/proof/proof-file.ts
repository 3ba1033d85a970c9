import { fromBase64, type Bytes } from './bytes.js';
import { HASH_BYTES } from './inclusion.js';
import { Malformed, wholeNumber } from './malformed.js';
import { parseCheckpoint, type SignedCheckpoint } from './signed-checkpoint.js';

const FIRST_LINE = 'c2sp.org/tlog-proof@v1';
const MAX_HASHES = 63;
/** The largest entry in base64, the hashes, and a checkpoint with many cosignatures. */
export const MAX_PROOF_CHARACTERS = 160_000;

/** What it takes to check that an entry is in the log (C2SP tlog-proof); not checked yet. */
export interface ProofFile {
  readonly index: number;
  /** From the leaf's sibling up. */
  readonly hashes: readonly Bytes[];
  readonly checkpoint: SignedCheckpoint;
  /** The entry's bytes; null for those who may not see them. */
  readonly entry: Bytes | null;
}

/** @throws Malformed */
export function parseProofFile(text: string): ProofFile {
  if (text.length > MAX_PROOF_CHARACTERS) throw new Malformed('it is longer than any proof');
  const end = text.indexOf('\n\n');
  const [first, ...lines] = text.slice(0, Math.max(end, 0)).split('\n');
  if (end < 0 || first !== FIRST_LINE) throw new Malformed(`it is no proof file: its first line is not ${FIRST_LINE}`);
  const entry = lines[0]?.startsWith('extra ') ? base64(lines.shift()!.slice('extra '.length)) : null;
  const index = lines.shift();
  if (index?.startsWith('index ') !== true) throw new Malformed('it does not say which entry it is about');
  if (lines.length > MAX_HASHES) throw new Malformed(`${lines.length} hashes: ${MAX_HASHES} are the most`);
  return {
    index: wholeNumber(index.slice('index '.length)),
    hashes: lines.map(hashOf),
    checkpoint: parseCheckpoint(text.slice(end + 2)),
    entry,
  };
}

function hashOf(line: string): Bytes {
  const hash = base64(line);
  if (hash.length !== HASH_BYTES) throw new Malformed(`a hash has ${HASH_BYTES} bytes, found ${hash.length}`);
  return hash;
}

function base64(line: string): Bytes {
  const bytes = fromBase64(line);
  if (bytes === null) throw new Malformed(`not base64: ${JSON.stringify(line.slice(0, 80))}`);
  return bytes;
}

import type { AuditRow } from '../api/answers.js';
import { formatCount } from '../format/amounts.js';
import { toHex } from './bytes.js';
import { differences, readEntry, type LedgerEntry } from './entry-says.js';
import { isIncluded, leafHash } from './inclusion.js';
import { Malformed } from './malformed.js';
import type { Pinned } from './pinned-key.js';
import { parseProofFile, type ProofFile } from './proof-file.js';
import { CannotCheck, signersOf } from './signed-checkpoint.js';
import { parseVerifierKeys } from './verifier-key.js';

/** In the order in which one thing rests on the other. */
export const STEPS = ['key', 'signature', 'inclusion', 'content'] as const;
export type Step = (typeof STEPS)[number];

export type Outcome =
  | { readonly state: 'holds'; readonly detail: string }
  | { readonly state: 'fails'; readonly detail: string }
  /** It could not be checked here, which shows nothing either way. */
  | { readonly state: 'open'; readonly detail: string };

export interface CheckedProof {
  readonly outcomes: Readonly<Record<Step, Outcome>>;
  /** The weakest of them. */
  readonly verdict: Outcome['state'];
  readonly log: { readonly origin: string; readonly size: number; readonly rootHex: string } | null;
  readonly index: number | null;
  readonly leafHex: string | null;
  readonly entry: LedgerEntry | null;
  /** Signatures by others than the log; their keys are not known here. */
  readonly cosigners: readonly string[];
}

/**
 * Checks, in this browser and by nothing but the texts given, that what a row says is an entry of the signed log.
 * @param proof a C2SP tlog-proof
 * @param keys the log's verifier keys, a line each
 * @param pinned whether this browser knows them
 */
export async function checkProof(proof: string, keys: string, pinned: Pinned, row: AuditRow): Promise<CheckedProof> {
  if (globalThis.crypto?.subtle === undefined) {
    return nothingChecked(
      open('this page came over plain http: browsers check proofs only over https or on localhost'),
    );
  }
  let file: ProofFile;
  try {
    file = parseProofFile(proof);
  } catch (error) {
    return nothingChecked(fails(`the proof cannot be read: ${wordsOf(error)}`));
  }
  const { checkpoint, index, entry } = file;
  const leaf = entry === null ? null : await leafHash(entry);
  const said = entry === null ? null : readEntry(entry);
  const outcomes = {
    key: KEY_OUTCOMES[pinned],
    signature: await signature(file, keys),
    inclusion: await inclusion(file),
    content: content(file, said, row),
  };
  return {
    outcomes,
    verdict: weakest(Object.values(outcomes)),
    log: { origin: checkpoint.origin, size: checkpoint.size, rootHex: toHex(checkpoint.root) },
    index,
    leafHex: leaf === null ? null : toHex(leaf),
    entry: said,
    cosigners: checkpoint.signatures.map(({ name }) => name).filter((name) => name !== checkpoint.origin),
  };
}

async function signature({ checkpoint }: ProofFile, keysText: string): Promise<Outcome> {
  try {
    const keys = await parseVerifierKeys(keysText);
    const [signer] = await signersOf(checkpoint, keys);
    if (signer === undefined) return fails(`${checkpoint.origin} did not sign with any of the log's keys`);
    return holds(`${signer.name} signed it with the key ${signer.id}`);
  } catch (error) {
    if (error instanceof CannotCheck) return open(error.message);
    return fails(wordsOf(error));
  }
}

async function inclusion({ entry, index, hashes, checkpoint }: ProofFile): Promise<Outcome> {
  if (entry === null) return open('the entry itself is shown to auditors only, and without it nothing can be hashed');
  const { size, root } = checkpoint;
  if (await isIncluded({ index, size, leaf: await leafHash(entry), hashes, root })) {
    return holds(
      `${hashes.length} hashes lead from entry ${formatCount(index)} to the root over ${formatCount(size)} entries`,
    );
  }
  return fails(`the hashes do not lead from entry ${formatCount(index)} to the root over ${formatCount(size)} entries`);
}

function content({ entry, index }: ProofFile, said: LedgerEntry | null, row: AuditRow): Outcome {
  if (entry === null) return open('the entry itself is shown to auditors only');
  if (said === null) return fails('the entry is no event of the ledger');
  if (row.leafIndex !== index) return fails(`the proof is of entry ${index}, the row of entry ${row.leafIndex}`);
  const different = differences(said, row);
  if (different.length > 0) return fails(`the row says something else than the entry: ${different.join(', ')}`);
  return holds('tokens, model, person, source and times are what the entry says');
}

const holds = (detail: string): Outcome => ({ state: 'holds', detail });
const fails = (detail: string): Outcome => ({ state: 'fails', detail });
const open = (detail: string): Outcome => ({ state: 'open', detail });

const KEY_OUTCOMES: Readonly<Record<Pinned, Outcome>> = {
  'first-seen': holds('seen here for the first time; from now on this browser tells when it changes'),
  known: holds('the same that this browser has known'),
  changed: fails('another one than this browser knew, and the old one does not stand beside it'),
};

const weakest = (outcomes: readonly Outcome[]): Outcome['state'] =>
  (['fails', 'open', 'holds'] as const).find((state) => outcomes.some((outcome) => outcome.state === state)) ?? 'open';

const nothingChecked = (outcome: Outcome): CheckedProof => ({
  outcomes: { key: outcome, signature: outcome, inclusion: outcome, content: outcome },
  verdict: outcome.state,
  log: null,
  index: null,
  leafHex: null,
  entry: null,
  cosigners: [],
});

/** @throws what is not about the proof: a fault of ours */
function wordsOf(error: unknown): string {
  if (error instanceof Malformed) return error.message;
  throw error;
}

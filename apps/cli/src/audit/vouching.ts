import {
  CHECKPOINT_PATH,
  COSIGNED_PATH,
  cosignedAt,
  trustedSignatures,
  type LogFiles,
  type OpenedCheckpoint,
  type VerifierKey,
} from '@tallystick/transparency';
import type { EarlierCheckpoint } from './earlier-checkpoint.js';
import { shownCheckpoint } from './shown-checkpoint.js';
import { Tampered } from './verdict.js';

/** How much of the log a witness has vouched for. */
export interface Vouching {
  readonly witness: string;
  readonly size: number;
  /** RFC 3339. */
  readonly at: string;
}

/**
 * What each witness has vouched for: in the newest checkpoint or, when it is not that far yet, in the last that all
 * witnesses cosigned. @throws Tampered a witness has vouched for none of them, or its cosignature is false
 */
export async function vouching(
  files: LogFiles,
  newest: OpenedCheckpoint,
  keys: readonly VerifierKey[],
  witnesses: readonly VerifierKey[],
): Promise<{ readonly vouched: readonly Vouching[]; readonly earlier: readonly EarlierCheckpoint[] }> {
  if (witnesses.length === 0) return { vouched: [], earlier: [] };
  const cosigned = await shownCheckpoint(files, COSIGNED_PATH, keys);
  const shown = [newest, ...(cosigned === undefined ? [] : [cosigned.checkpoint])];
  const earlier: EarlierCheckpoint[] = [];
  const vouched = witnesses.map((witness) => {
    const [found] = shown
      .flatMap((checkpoint) =>
        trustedSignatures(checkpoint.note, [witness]).map((verified) => ({ checkpoint, ...verified })),
      )
      .sort((a, b) => b.checkpoint.size - a.checkpoint.size);
    if (found === undefined) throw notVouched(witness, newest);
    const { checkpoint, signature } = found;
    if (checkpoint !== newest) earlier.push({ what: `the checkpoint that ${witness.name} cosigned`, checkpoint });
    const at = new Date(cosignedAt(signature.bytes) * 1_000).toISOString();
    return { witness: witness.name, size: checkpoint.size, at };
  });
  return { vouched, earlier };
}

function notVouched({ name }: VerifierKey, { note }: OpenedCheckpoint): Tampered {
  const impostor = note.signatures.find((signature) => signature.name === name);
  return new Tampered(
    impostor === undefined
      ? `no checkpoint that this log shows is cosigned by the witness ${name}: its history may be hidden from the witness; ask the witness what it has seen`
      : `the cosignature in the name of the witness ${name} was made by another key (${impostor.keyId})`,
    { path: CHECKPOINT_PATH },
  );
}

import { open } from 'node:fs/promises';
import {
  cosignedAt,
  MAX_PROOF_BYTES,
  trustedSignatures,
  verifyProofFile,
  type VerifierKey,
} from '@tallystick/transparency';
import { EXIT, failureLine } from '../failure.js';
import { grouped } from '../output/numbers.js';
import type { Terminal } from '../output/terminal.js';
import { NotChecked, Tampered } from './verdict.js';

/**
 * Checks a proof file, offline, and shows the entry that it proves.
 * @throws NotProven | NoteRefused | Tampered | NotChecked
 */
export async function checkProof(
  terminal: Terminal,
  path: string,
  keys: readonly VerifierKey[],
  witnesses: readonly VerifierKey[],
): Promise<number> {
  const { index, entry, checkpoint } = verifyProofFile(await readBounded(path), keys);
  const cosigned = witnesses.map((witness) => {
    const [found] = trustedSignatures(checkpoint.note, [witness]);
    if (found === undefined)
      throw new Tampered(`the proof's checkpoint is not cosigned by the witness ${witness.name}`);
    return { witness: witness.name, at: new Date(cosignedAt(found.signature.bytes) * 1_000).toISOString() };
  });
  const { origin, size } = checkpoint;
  const text = Buffer.from(entry).toString('utf8');
  const sentence = `SOUND: this is entry ${index} of the ${grouped(size)} entries that the log ${origin} signed.`;
  terminal.say(sentence);
  terminal.say(text);
  for (const { witness, at } of cosigned) terminal.say(`  witness ${witness} vouched for it at ${at}`);
  terminal.document({
    verdict: 'sound',
    sentence,
    proof: path,
    origin,
    size,
    entry: index,
    content: text,
    witnesses: cosigned,
  });
  return EXIT.ok;
}

async function readBounded(path: string): Promise<Uint8Array> {
  try {
    await using file = await open(path, 'r');
    const { size } = await file.stat();
    if (size > MAX_PROOF_BYTES) throw new NotChecked(`${path} is too large to be a proof file`);
    return await file.readFile();
  } catch (error) {
    if (error instanceof NotChecked) throw error;
    throw new NotChecked(`${path} cannot be read: ${failureLine(error)}`);
  }
}

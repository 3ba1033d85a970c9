import { join } from 'node:path';
import { dataFolder } from '@tallystick/platform';
import { MAX_NOTE_BYTES, parseVerifierKey, readSigningKeys, type VerifierKey } from '@tallystick/transparency';
import type { LogSource } from '../audit/log-source.js';
import { CliFailure } from '../failure.js';

/**
 * The keys by which a log says that it signs. Good enough to count by what it shows, not to trust that it is the log.
 * @throws CliFailure
 */
export async function ownKeys(log: string, { files, ledgerDir }: LogSource): Promise<readonly VerifierKey[]> {
  if (ledgerDir !== undefined) {
    const keys = await readSigningKeys(join(dataFolder(log, '0').keys, 'log.key'));
    if (keys !== undefined) return keys.map(({ verifier }) => verifier);
  }
  const served = await files.read('key', MAX_NOTE_BYTES);
  const lines = Buffer.from(served ?? [])
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
  if (lines.length === 0) throw new CliFailure(`${log} does not say by which key it signs: give --key`);
  return lines.map(parseVerifierKey);
}

import { existsSync, readFileSync, statSync } from 'node:fs';
import { NoteRefused, parseVerifierKey, type VerifierKey } from '@tallystick/transparency';
import { CliFailure } from '../failure.js';

const MAX_FILE_BYTES = 64 * 1024;

/**
 * A verifier key, or a file of them, a line each; `#` begins a comment.
 * @throws CliFailure
 */
export function verifierKeys(keyOrFile: string): readonly VerifierKey[] {
  const lines = existsSync(keyOrFile) ? linesOf(keyOrFile) : [keyOrFile];
  try {
    return lines.map(parseVerifierKey);
  } catch (error) {
    if (!(error instanceof NoteRefused)) throw error;
    throw new CliFailure(`--key ${keyOrFile}: ${error.message}`);
  }
}

function linesOf(file: string): string[] {
  if (statSync(file).size > MAX_FILE_BYTES) throw new CliFailure(`${file} is too large to be a file of verifier keys`);
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.trim());
  const keys = lines.filter((line) => line !== '' && !line.startsWith('#'));
  if (keys.length === 0) throw new CliFailure(`${file} holds no verifier key`);
  return keys;
}

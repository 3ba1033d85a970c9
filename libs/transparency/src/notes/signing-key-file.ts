import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { KeyType } from './key-id.js';
import { malformed, NoteRefused } from './note-refused.js';
import { newSigningKey, parseSigningKey, type SigningKey } from './signing-key.js';

/** A line a key; more than two are no rotation any more. */
const MAX_KEYS = 8;

export interface SigningKeyFile {
  readonly path: string;
  /** Of the key that is made when there is no file. */
  readonly name: string;
  readonly type?: KeyType;
}

/**
 * The keys of a file, a line each; `#` begins a comment. The first is the present one; while a log changes its key, the
 * old one stands behind it and both sign. Without a file a key is made, durably and with mode 0600.
 * @throws NoteRefused malformed: says what is wrong with the file, never what it holds
 */
export async function loadSigningKeys({
  path,
  name,
  type,
}: SigningKeyFile): Promise<readonly [SigningKey, ...SigningKey[]]> {
  const found = await readSigningKeys(path);
  if (found !== undefined) return found;
  await writeNew(path, `${newSigningKey({ name, ...(type === undefined ? {} : { type }) }).secretText}\n`);
  // Of two processes that start at once both use the key of the first.
  const made = await readSigningKeys(path);
  if (made === undefined) throw new Error(`the signing key ${path} was removed while it was made`);
  return made;
}

/** The same, undefined when there is no file. */
export async function readSigningKeys(path: string): Promise<readonly [SigningKey, ...SigningKey[]] | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  try {
    const [first, ...others] = lines.map((line) => parseSigningKey(line.trim()));
    if (first === undefined || lines.length > MAX_KEYS) throw malformed(`it holds ${lines.length} keys`);
    return [first, ...others];
  } catch (error) {
    if (error instanceof NoteRefused) throw malformed(`the signing key file ${path} cannot be used: ${error.message}`);
    throw error;
  }
}

/** Whole or not at all, and never over a key that is there. */
async function writeNew(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const unfinished = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await using file = await open(unfinished, 'wx', 0o600);
    await file.writeFile(text);
    await file.sync();
    await link(unfinished, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(unfinished, { force: true });
  }
  await using folder = await open(dirname(path), 'r');
  await folder.sync();
}

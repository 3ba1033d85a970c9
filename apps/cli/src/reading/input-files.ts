import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CliFailure } from '../failure.js';

/** More files than this in one import: import folder by folder. */
const MAX_FILES = 500_000;

export interface InputFile {
  readonly path: string;
  readonly bytes: number;
  /** When the file came to be, ms since the epoch, where the file system knows. */
  readonly bornMs: number;
}

/**
 * The files behind the paths given: files as they are, folders searched for names with one of the endings. Symbolic
 * links inside folders are not followed, so nothing outside of them is read; no file comes twice.
 */
export async function findInputFiles(paths: readonly string[], endings: readonly string[]): Promise<InputFile[]> {
  const found = new Map<string, InputFile>();
  for (const path of paths) {
    const info = await statOf(path);
    if (info.isDirectory()) {
      for await (const file of filesUnder(path, endings)) await addFile(found, file);
    } else {
      await addFile(found, path);
    }
  }
  if (found.size === 0) {
    throw new CliFailure(`no ${endings.join(' or ')} files in ${paths.join(', ')}: check the path`);
  }
  return [...found.values()];
}

async function* filesUnder(folder: string, endings: readonly string[]): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => cannotRead(folder, error));
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesUnder(path, endings);
    else if (entry.isFile() && endings.some((ending) => entry.name.endsWith(ending))) yield path;
  }
}

async function addFile(found: Map<string, InputFile>, path: string): Promise<void> {
  const info = await statOf(path);
  const real = await realpath(path).catch((error: unknown) => cannotRead(path, error));
  if (!found.has(real)) found.set(real, { path, bytes: info.size, bornMs: info.birthtimeMs });
  if (found.size > MAX_FILES) {
    throw new CliFailure(`more than ${MAX_FILES} files: import them folder by folder`);
  }
}

function statOf(path: string) {
  return stat(path).catch((error: unknown) => cannotRead(path, error));
}

export function cannotRead(path: string, error: unknown): never {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') throw new CliFailure(`${path} does not exist: check the path`);
  if (code === 'EACCES' || code === 'EPERM') throw new CliFailure(`${path} may not be read: check its permissions`);
  throw error;
}

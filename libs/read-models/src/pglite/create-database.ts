import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Takes about 4 s; a slow or busy machine may take several times as long. */
const TIMEOUT_MS = 120_000;

/** Makes the files of an empty database, all or nothing. Does nothing when there are some. */
export async function createDatabase(dir: string): Promise<void> {
  if (existsSync(dir)) return;
  const making = `${dir}.making`;
  await rm(making, { recursive: true, force: true });
  await mkdir(making, { recursive: true });
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const script = fileURLToPath(new URL(`./pglite-create.${extension}`, import.meta.url));
  await promisify(execFile)(process.execPath, [script, making], { timeout: TIMEOUT_MS });
  await rename(making, dir);
}

import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { CliFailure } from './failure.js';

/** The environment, and below it what `.env` in the working directory says: the same that the services read. */
export function environment(): Readonly<Record<string, string | undefined>> {
  const set = Object.entries(process.env).filter(([, value]) => value !== undefined && value.trim() !== '');
  return { ...fromFile('.env'), ...Object.fromEntries(set) };
}

function fromFile(path: string): Readonly<Record<string, string | undefined>> {
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return {};
    throw new CliFailure(`cannot read ${path} (${code ?? 'not a list of settings'})`);
  }
}

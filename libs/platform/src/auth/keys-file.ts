import { readFileSync, statSync } from 'node:fs';
import { systemErrorCode } from '../errors/system-error-code.js';
import { StartRefused } from '../settings/wrong-settings.js';
import { checkEntry, type ApiKeyEntry } from './api-keys.js';

export interface KeysFile {
  readonly entries: readonly ApiKeyEntry[];
  /** What the operator should mend, though it does not stop the start. */
  readonly warnings: readonly string[];
}

/** Reads the hashed API keys: a JSON array of `{name, sha256, roles, sources?, subject?, teams?}`. @throws StartRefused in one line */
export function readKeysFile(path: string): KeysFile {
  const entries = parseEntries(path);
  for (const member of ['name', 'sha256'] as const) {
    const twice = entries.find((entry, at) => entries.findIndex((other) => other[member] === entry[member]) !== at);
    if (twice !== undefined) throw refused(path, `the ${member} of key "${twice.name}" stands there twice`);
  }
  return { entries, warnings: [...modeWarnings(path), ...(entries.length === 0 ? [`${path} holds no key`] : [])] };
}

function parseEntries(path: string): ApiKeyEntry[] {
  let list: unknown;
  try {
    list = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const reason = systemErrorCode(error) === undefined ? 'is not JSON' : `cannot be read (${systemErrorCode(error)})`;
    throw new StartRefused(`the keys file ${path} ${reason}`);
  }
  if (!Array.isArray(list))
    throw refused(path, 'found no JSON array of {name, sha256, roles, sources, subject, teams}');
  return list.map((entry: unknown, at) => {
    try {
      return checkEntry(entry);
    } catch (error) {
      throw refused(path, `entry ${at} ${error instanceof Error ? error.message : String(error)}`);
    }
  });
}

function modeWarnings(path: string): string[] {
  const mode = statSync(path).mode & 0o777;
  const shown = mode.toString(8).padStart(3, '0');
  if ((mode & 0o022) !== 0) return [`${path} has mode ${shown}: others can add keys to it; chmod 600 it`];
  if ((mode & 0o044) !== 0) return [`${path} has mode ${shown}: others can read the hashes; chmod 600 it`];
  return [];
}

const refused = (path: string, problem: string) => new StartRefused(`wrong keys file ${path}: ${problem}`);

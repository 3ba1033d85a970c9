import { newApiKey } from '@tallystick/platform';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Services that ask who calls, and a caller whom they know. */
export interface Access {
  readonly env: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** Authentication by keys, with one key that may publish and see everything. */
export async function withKeys(dataDir: string): Promise<Access> {
  const { key, entry } = newApiKey({ name: 'bench', roles: ['publisher', 'auditor'], sources: ['*'] });
  const file = join(dataDir, 'keys.json');
  await mkdir(dataDir, { recursive: true });
  await writeFile(file, JSON.stringify([entry]), { mode: 0o600 });
  return {
    env: { TALLYSTICK_AUTH: 'keys', TALLYSTICK_KEYS_FILE: file },
    headers: { authorization: `Bearer ${key}` },
  };
}

import { newApiKey, type ApiKeyEntry } from '@tallystick/platform';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inMemoryApp, type InMemoryApp } from './in-memory-app.fixture.js';

export interface KeyedApp extends InMemoryApp {
  /** Headers that say who asks. */
  as(name: string): { readonly authorization: string };
}

/** The whole ledger service, in memory, with `TALLYSTICK_AUTH=keys` and these callers. */
export async function keyedApp(
  callers: readonly Omit<ApiKeyEntry, 'sha256'>[],
  options: Parameters<typeof inMemoryApp>[0] = {},
): Promise<KeyedApp> {
  const dir = mkdtempSync(join(tmpdir(), 'tallystick-keyed-'));
  const made = callers.map((caller) => ({ name: caller.name, ...newApiKey(caller) }));
  const keysFile = join(dir, 'keys.json');
  writeFileSync(keysFile, JSON.stringify(made.map(({ entry }) => entry)), { mode: 0o600 });
  const env = { ...options.env, TALLYSTICK_AUTH: 'keys', TALLYSTICK_KEYS_FILE: keysFile };
  const app = await inMemoryApp({ ...options, env });
  rmSync(dir, { recursive: true }); // read at start
  const keys = new Map(made.map(({ name, key }) => [name, key]));
  return { ...app, as: (name) => ({ authorization: `Bearer ${keys.get(name)}` }) };
}

import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { tempDir, type TempDir } from '@tallystick/testing';
import { loadSigningKeys } from './signing-key-file.js';
import { newSigningKey } from './signing-key.js';

let folder: TempDir;
let path: string;
beforeEach(async () => {
  folder = await tempDir('keys');
  path = join(folder.path, 'keys', 'log.key');
});
afterEach(() => folder.remove());

const name = 'log.example/one';

it('is made once, for its owner only, and is the same for all who start at once', async () => {
  const loaded = await Promise.all(Array.from({ length: 8 }, () => loadSigningKeys({ path, name })));
  expect(new Set(loaded.map(([key]) => key.verifier.text)).size).toBe(1);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(join(folder.path, 'keys'))).toEqual(['log.key']);
  const [again] = await loadSigningKeys({ path, name: 'another/name' });
  expect(again.verifier.text).toBe(loaded[0]?.[0].verifier.text);
});

it('holds the old key behind the new one while a log changes its key', async () => {
  await loadSigningKeys({ path, name });
  const old = await readFile(path, 'utf8');
  const next = newSigningKey({ name });
  await writeFile(path, `# since spring\n${next.secretText}\n${old}`);
  const keys = await loadSigningKeys({ path, name });
  expect(keys.map(({ verifier }) => verifier.name)).toEqual([name, name]);
  expect(keys[0].verifier).toEqual(next.verifier);
});

it.each(['', 'nothing of the kind\n', 'PRIVATE+KEY+log+00000000+AQAA\n'])(
  'refuses what is no key: %j',
  async (text) => {
    await loadSigningKeys({ path, name });
    await writeFile(path, text);
    await expect(loadSigningKeys({ path, name })).rejects.toThrow(/the signing key file .*log\.key cannot be used: /);
  },
);

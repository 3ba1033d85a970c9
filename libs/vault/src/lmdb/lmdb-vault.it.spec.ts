import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { describeIdentityVault } from '../contract.js';
import { VaultRefused } from '../identity-vault.js';
import { openLmdbVault } from './lmdb-vault.js';

const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'tallystick-vault-'));

describeIdentityVault('lmdb', async () => {
  const dir = await newFolder();
  return { open: () => openLmdbVault({ dir }), keeps: true, remove: () => rm(dir, { recursive: true }) };
});

describe('the embedded vault on disk', () => {
  let dir: string;
  beforeEach(async () => {
    dir = join(await newFolder(), 'vault');
  });
  afterEach(() => rm(join(dir, '..'), { recursive: true }));

  const filesWith = (text: string): string[] =>
    readdirSync(dir).filter((name) => readFileSync(join(dir, name)).includes(text));

  it('leaves no byte of a forgotten name in its folder', async () => {
    const vault = await openLmdbVault({ dir });
    const people = Array.from({ length: 2_000 }, (_, i) => `person-${i}@example.org`);
    const actors = await vault.pseudonymise(people);
    for (const i of [0, 1, 777, 1_998, 1_999]) {
      const name = people[i] as string;
      expect(filesWith(name)).not.toEqual([]); // the search does find what is there
      expect(await vault.forget(actors[i] as string)).toBe(true);
      expect(filesWith(name)).toEqual([]);
      expect(filesWith(actors[i] as string)).toEqual([]);
    }
    expect(await vault.resolve(actors[500] as string)).toBe(people[500]);
    await vault.close();
  });

  it('lets nobody else read it', async () => {
    const vault = await openLmdbVault({ dir });
    const [actor] = (await vault.pseudonymise(['ada', 'bo'])) as [string];
    await vault.forget(actor);
    expect(statSync(dir).mode & 0o777).toBe(0o700);
    const names = readdirSync(dir);
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(statSync(join(dir, name)).mode & 0o777).toBe(0o600);
    await vault.close();
  });

  it('sweeps away what a crash left of an unfinished forgetting', async () => {
    const vault = await openLmdbVault({ dir });
    const [ada, bo] = (await vault.pseudonymise(['ada', 'bo'])) as [string, string];
    writeFileSync(join(dir, 'vault-000002.mdb'), 'half a copy');
    expect(await vault.forget(ada)).toBe(true);
    await vault.close();
    const again = await openLmdbVault({ dir });
    expect(await again.find('bo')).toBe(bo);
    expect(await again.find('ada')).toBeUndefined();
    expect(readdirSync(dir).filter((name) => name.endsWith('.mdb'))).toEqual(['vault-000002.mdb']);
    await again.close();
  });

  it('refuses a file that is no vault', async () => {
    await (await openLmdbVault({ dir })).close();
    writeFileSync(join(dir, 'vault-000001.mdb'), Buffer.alloc(65_536, 'no vault'));
    await expect(openLmdbVault({ dir })).rejects.toThrow(VaultRefused);
  });
});

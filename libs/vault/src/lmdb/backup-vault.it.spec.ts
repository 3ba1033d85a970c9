import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { IdentityVault } from '../identity-vault.js';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { backupVault } from './backup-vault.js';
import { openLmdbVault } from './lmdb-vault.js';

const run = promisify(execFile);
/** Built, as processes that tests start are. */
const VAULT = new URL('../../dist/index.js', import.meta.url).href;

describe('a copy of a running vault', () => {
  let base: string;
  let vault: IdentityVault;
  beforeEach(async () => {
    base = mkdtempSync(join(tmpdir(), 'tallystick-vault-copy-'));
    vault = await openLmdbVault({ dir: join(base, 'vault') });
  });
  afterEach(async () => {
    await vault.close();
    rmSync(base, { recursive: true });
  });

  const copy = (to = join(base, 'copy')) => backupVault({ dir: join(base, 'vault'), to }).then(() => to);

  /** As operators copy: in a process of its own. One process opens a vault once; its write lock would wait for itself. */
  const copyFromOutside = async (to = join(base, 'copy')) => {
    const program = `import { backupVault } from ${JSON.stringify(VAULT)};
      await backupVault(${JSON.stringify({ dir: join(base, 'vault'), to })});`;
    await run(process.execPath, ['--input-type=module', '--eval', program], { timeout: 60_000 });
    return to;
  };

  it('knows everybody who had a pseudonym before it began, while others come', async () => {
    const before = Array.from({ length: 500 }, (_, n) => `early-${n}@example.org`);
    const known = await vault.pseudonymise(before);
    let stop = false;
    const load = (async () => {
      for (let n = 0; !stop; n += 1) await vault.pseudonymise([`late-${n}@example.org`]);
    })();
    const to = await copyFromOutside();
    stop = true;
    await load;
    const restored = await openLmdbVault({ dir: to });
    expect(await Promise.all(before.map((subject) => restored.find(subject)))).toEqual(known);
    await restored.close();
  });

  it('holds nothing of whoever was forgotten before', async () => {
    const [gone] = await vault.pseudonymise(['gone-for-good@example.org', 'stays@example.org']);
    await vault.forget(gone!);
    const to = await copy();
    const bytes = Buffer.concat(readdirSync(to).map((name) => readFileSync(join(to, name))));
    expect(bytes.includes('stays@example.org')).toBe(true);
    expect(bytes.includes('gone-for-good')).toBe(false);
  });

  it('is readable by its owner only', async () => {
    const to = await copy();
    expect(statSync(to).mode & 0o777).toBe(0o700);
    expect(statSync(join(to, 'vault-000001.mdb')).mode & 0o777).toBe(0o600);
  });

  it('is refused where there is no vault, and over another copy', async () => {
    await expect(backupVault({ dir: join(base, 'nothing'), to: join(base, 'copy') })).rejects.toThrow('no vault');
    await copy();
    await expect(copy()).rejects.toThrow('not empty');
  });
});

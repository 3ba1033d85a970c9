import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newEvents } from '../contract.js';
import { LedgerRefused } from '../port/ledger-errors.js';
import { START, type LedgerEvent, type Revision } from '../port/ledger-store.js';
import { backupLedger } from './backup-ledger.js';
import { openLmdbLedger } from './lmdb-ledger.js';

const run = promisify(execFile);

/** As operators copy: in a process of its own (built, as processes that tests start are). */
async function backUpFromOutside(folders: { dir: string; to: string }): Promise<void> {
  const built = new URL('../../dist/index.js', import.meta.url).href;
  const program = `import { backupLedger } from ${JSON.stringify(built)}; await backupLedger(${JSON.stringify(folders)});`;
  await run(process.execPath, ['--input-type=module', '--eval', program], { timeout: 60_000 });
}

describe('a backup of a running ledger', () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'tallystick-backup-'));
  });
  afterEach(() => rm(home, { recursive: true }));

  const all = async (dir: string): Promise<readonly LedgerEvent[]> => {
    const ledger = await openLmdbLedger({ dir });
    try {
      return (await ledger.readAll({ after: START, limit: 1_000_000 })).events;
    } finally {
      await ledger.close();
    }
  };

  it('is a whole ledger as of one moment, and can be appended to', async () => {
    const dir = join(home, 'ledger');
    const to = join(home, 'copies', 'monday');
    const ledger = await openLmdbLedger({ dir });
    let end = (await ledger.append('a', newEvents(5_000), 'no-stream')).lastRevision;
    let writing = true;
    const writer = (async () => {
      while (writing) end = (await ledger.append('a', newEvents(50), end)).lastRevision;
    })();
    await backUpFromOutside({ dir, to });
    writing = false;
    await writer;
    const { ledgerId } = ledger;
    const original = (await ledger.readAll({ after: START, limit: 1_000_000 })).events;
    await ledger.close();

    const copied = await all(to);
    expect(copied.length).toBeGreaterThanOrEqual(5_000);
    expect(copied.map((event) => event.id)).toEqual(original.slice(0, copied.length).map((event) => event.id));
    const restored = await openLmdbLedger({ dir: to, ledgerId });
    const last = BigInt(copied.length - 1) as Revision;
    expect((await restored.append('a', newEvents(1), last)).firstRevision).toBe(last + 1n);
    await restored.close();
  });

  it('refuses a folder without a ledger, and a target with one', async () => {
    await expect(backupLedger({ dir: join(home, 'nothing'), to: join(home, 'b') })).rejects.toThrow(LedgerRefused);
    const dir = join(home, 'ledger');
    await (await openLmdbLedger({ dir })).close();
    await expect(backupLedger({ dir, to: dir })).rejects.toThrow(/is there already/);
  });
});

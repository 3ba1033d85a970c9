import { statSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { open } from 'lmdb';
import { newEvents } from '../contract.js';
import { LedgerRefused } from '../port/ledger-errors.js';
import { openLmdbLedger } from './lmdb-ledger.js';

describe('the folder of an embedded ledger', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'tallystick-folder-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  async function setMeta(key: string, value: string): Promise<void> {
    const root = open({ path: dir, overlappingSync: false, encoding: 'binary', keyEncoding: 'binary' });
    root
      .openDB({ name: 'meta', encoding: 'binary', keyEncoding: 'binary' })
      .putSync(Buffer.from(key), Buffer.from(value));
    await root.close();
  }

  async function refusal(ledgerId?: string): Promise<string> {
    const error: unknown = await openLmdbLedger(ledgerId === undefined ? { dir } : { dir, ledgerId }).catch(
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(LedgerRefused);
    return (error as Error).message;
  }

  it('keeps its ledger’s identity', async () => {
    const ledger = await openLmdbLedger({ dir });
    const { ledgerId } = ledger;
    await ledger.close();
    const again = await openLmdbLedger({ dir, ledgerId });
    expect(again.ledgerId).toBe(ledgerId);
    await again.close();
    expect(await refusal('another')).toBe(`the folder ${dir} holds ledger ${ledgerId}, not another`);
  });

  it('is refused when a newer version wrote it, and stays as it is', async () => {
    const ledger = await openLmdbLedger({ dir });
    await ledger.append('a', newEvents(2), 'no-stream');
    await ledger.close();
    await setMeta('format', '2');
    expect(await refusal()).toMatch(/has format 2; this version reads format 1: start the version that wrote it/);
    await setMeta('format', '1');
    const again = await openLmdbLedger({ dir });
    expect(await again.tail()).toBe(2n);
    await again.close();
  });

  it('is refused when it holds something else', async () => {
    await setMeta('kind', 'shopping list');
    expect(await refusal()).toBe(`${dir} holds a shopping list, not a ledger`);
  });

  it('is refused when the file is no database', async () => {
    for (const bytes of [Buffer.alloc(65_536, 'no database'), Buffer.alloc(65_536), Buffer.from('x')]) {
      writeFileSync(join(dir, 'data.mdb'), bytes);
      expect(await refusal()).toContain(`${join(dir, 'data.mdb')} is no ledger database`);
    }
  });

  it('is refused when the file was cut short', async () => {
    const ledger = await openLmdbLedger({ dir });
    await ledger.append('a', newEvents(2_000), 'no-stream');
    await ledger.close();
    const path = join(dir, 'data.mdb');
    const { size } = statSync(path);
    truncateSync(path, size - 1);
    expect(await refusal()).toMatch(/was cut short: \d+ of at least \d+ bytes are there/);
    truncateSync(path, 8_192);
    expect(await refusal()).toContain('was cut short');
  });

  it('is begun where a crash left an empty file', async () => {
    writeFileSync(join(dir, 'data.mdb'), '');
    const ledger = await openLmdbLedger({ dir });
    expect(await ledger.tail()).toBe(0n);
    await ledger.close();
  });
});

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { describeIdentityIndex, identityEntry, sha } from '../contract.js';
import type { IdentityIndex } from '../port/identity-index.js';
import type { Position } from '../port/ledger-store.js';
import { openLmdbIdentityIndex } from './lmdb-identity-index.js';

const ledgerId = 'ledger-1';
const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'tallystick-identity-'));

// Small tables, so that the suite goes through many turns of them.
for (const tableEntries of [65_536, 64]) {
  describeIdentityIndex(`lmdb, ${tableEntries} entries a table`, async () => {
    const dir = await newFolder();
    return {
      open: () => openLmdbIdentityIndex({ dir, ledgerId, tableEntries }),
      keeps: true,
      remove: () => rm(dir, { recursive: true }),
    };
  });
}

describe('the identity index on disk', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await newFolder();
    const index = await openLmdbIdentityIndex({ dir, ledgerId });
    index.advance([identityEntry('a', 1)], 40n as Position);
    await index.close();
  });
  afterEach(() => rm(dir, { recursive: true }));

  async function opened(id: string, look: (index: IdentityIndex) => void): Promise<void> {
    const index = await openLmdbIdentityIndex({ dir, ledgerId: id });
    look(index);
    await index.close();
  }
  const isEmpty = (index: IdentityIndex): void => {
    expect(index.completeUpTo()).toBe(0n);
    expect(index.find(sha('a'))).toBeUndefined();
  };
  const isKept = (index: IdentityIndex): void => {
    expect(index.completeUpTo()).toBe(40n);
    expect(index.find(sha('a'))?.position).toBe(1n);
  };
  function changeState(change: object): void {
    const path = join(dir, 'state.json');
    writeFileSync(path, JSON.stringify({ ...(JSON.parse(readFileSync(path, 'utf8')) as object), ...change }));
  }

  it('is begun anew for another ledger', () => opened('ledger-2', isEmpty));

  it('is kept when it was closed in order, also by an earlier boot', async () => {
    changeState({ bootId: 'an earlier boot' });
    await opened(ledgerId, isKept);
  });

  it('is kept after a kill within the same boot', async () => {
    changeState({ clean: false });
    await opened(ledgerId, isKept);
  });

  it('is begun anew after an earlier boot ended without closing it', async () => {
    changeState({ clean: false, bootId: 'an earlier boot' });
    await opened(ledgerId, isEmpty);
  });

  it('is begun anew when another format wrote it, or its state is torn', async () => {
    changeState({ format: 99 });
    await opened(ledgerId, isEmpty);
    writeFileSync(join(dir, 'state.json'), '{"format":1,"led');
    await opened(ledgerId, isEmpty);
  });

  it('does not look at a file that it must not trust', async () => {
    changeState({ clean: false, bootId: 'an earlier boot' });
    writeFileSync(join(dir, 'data.mdb'), Buffer.alloc(100_000, 0xff));
    await opened(ledgerId, isEmpty);
  });

  it('says that it is in use while it is open', async () => {
    await opened(ledgerId, () => {
      expect(JSON.parse(readFileSync(join(dir, 'state.json'), 'utf8'))).toMatchObject({ clean: false });
    });
    expect(JSON.parse(readFileSync(join(dir, 'state.json'), 'utf8'))).toMatchObject({ clean: true });
    expect(existsSync(join(dir, 'state.json.new'))).toBe(false);
  });
});

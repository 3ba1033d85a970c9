import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeLedgerStore } from '../contract.js';
import { openLmdbLedger } from './lmdb-ledger.js';

describeLedgerStore('lmdb', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'tallystick-ledger-'));
  return {
    open: () => openLmdbLedger({ dir }),
    keeps: true,
    startsEmpty: true,
    remove: () => rm(dir, { recursive: true }),
  };
});

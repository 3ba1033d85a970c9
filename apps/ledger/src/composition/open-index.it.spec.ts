import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { memoryLedger, type LedgerStore, type Position } from '@tallystick/ledger-store';
import { identityEntry, newEvents } from '@tallystick/ledger-store/contract';
import { tempDir } from '@tallystick/testing';
import { openIndex } from './open-index.js';

const ledgerOf = async (events: number): Promise<LedgerStore> => {
  const ledger = memoryLedger({ ledgerId: 'one' });
  await ledger.append('a', newEvents(events), 'no-stream');
  return ledger;
};

it('makes an index anew that is ahead of a ledger brought back to an earlier state, and keeps any other', async () => {
  await using dir = await tempDir('index');
  const folder = join(dir.path, 'identity');
  const entry = identityEntry('lost', 9);
  const index = await openIndex(folder, await ledgerOf(10));
  index.advance([entry], 10n as Position);
  await index.close();

  const kept = await openIndex(folder, await ledgerOf(10));
  expect(kept.find(entry.key)?.position).toBe(9n);
  await kept.close();

  const anew = await openIndex(folder, await ledgerOf(8));
  expect([anew.find(entry.key), anew.completeUpTo()]).toEqual([undefined, 0n]);
  await anew.close();
});

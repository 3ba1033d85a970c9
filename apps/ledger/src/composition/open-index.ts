import { rmSync } from 'node:fs';
import {
  openLmdbIdentityIndex,
  START,
  UnknownPosition,
  type IdentityIndex,
  type LedgerStore,
} from '@tallystick/ledger-store';

/**
 * Opens the identity index. One that is ahead of its ledger knows events that are gone, because an earlier state was
 * brought back: it would take them for duplicates when they are sent again. It is made anew.
 * @throws LedgerUnavailable
 */
export async function openIndex(dir: string, store: LedgerStore): Promise<IdentityIndex> {
  const index = await openLmdbIdentityIndex({ dir, ledgerId: store.ledgerId });
  if (await isWithin(store, index)) return index;
  await index.close();
  rmSync(dir, { recursive: true });
  return openLmdbIdentityIndex({ dir, ledgerId: store.ledgerId });
}

async function isWithin(store: LedgerStore, index: IdentityIndex): Promise<boolean> {
  const after = index.completeUpTo();
  if (after === START) return true;
  try {
    await store.readAll({ after, limit: 1 });
    return true;
  } catch (error) {
    if (error instanceof UnknownPosition) return false;
    throw error;
  }
}

import { createHash } from 'node:crypto';
import type { IdentityEntry } from '../port/identity-index.js';
import type { Position } from '../port/ledger-store.js';
import { openLmdbIdentityIndex } from './lmdb-identity-index.js';

/**
 * A process for the fault tests: `node indexing-process.js DIR` goes on where the index is complete, notes event after
 * event (key n at position n) until it is killed, and prints how far it began and came.
 */
const [dir] = process.argv.slice(2) as [string];
const index = await openLmdbIdentityIndex({ dir, ledgerId: 'ledger-1', tableEntries: 2_048 });
process.stdout.write(`began ${index.completeUpTo()}\n`);
for (let next = Number(index.completeUpTo()) + 1; ; next += 100) {
  index.advance(
    Array.from({ length: 100 }, (_, i) => entryAt(next + i)),
    BigInt(next + 99) as Position,
  );
  process.stdout.write(`noted ${next + 99}\n`);
  await new Promise((resolve) => setImmediate(resolve));
}

function entryAt(n: number): IdentityEntry {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return { key: hash(`key ${n}`), fingerprint: hash(`print ${n}`), position: BigInt(n) as Position, kind: 'recorded' };
}

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { newEvents } from '../contract.js';
import { LedgerUnavailable } from '../port/ledger-errors.js';
import { START, type ExpectedRevision, type LedgerStore, type Revision } from '../port/ledger-store.js';
import { openLmdbIdentityIndex } from '../identity/lmdb-identity-index.js';
import { identityEntry, sha } from '../contract.js';
import { openLmdbLedger } from './lmdb-ledger.js';

/** A file system of 8 MB; only root may mount one. */
const mount = mkdtempSync(join(tmpdir(), 'tallystick-full-'));
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', mount]);
const why = mounted.error?.message ?? mounted.stderr.toString().trim();
const full = mounted.status === 0 ? describe : describe.skip;

afterAll(() => {
  if (mounted.status === 0) spawnSync('umount', ['-l', mount]);
  rmSync(mount, { recursive: true, force: true });
});

/** Fills what is left of the disk, down to the last byte. */
function fillUp(): () => void {
  const path = join(mount, 'ballast');
  for (let bytes = 8 << 20; bytes >= 1; bytes >>= 1) {
    try {
      writeFileSync(path, Buffer.alloc(bytes), { flag: 'a' });
    } catch (error) {
      expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
    }
  }
  return () => rmSync(path);
}

const count = async (ledger: LedgerStore): Promise<number> =>
  (await ledger.readAll({ after: START, limit: 1_000_000 })).events.length;

full(mounted.status === 0 ? 'a full disk' : `a full disk (needs a mount, and: ${why})`, () => {
  it('makes append reject, loses nothing that was answered for, and is over when there is room', async () => {
    const dir = join(mount, 'ledger');
    let ledger = await openLmdbLedger({ dir });
    let end: ExpectedRevision = 'no-stream';
    const append = async (): Promise<void> => {
      end = (await ledger.append('a', newEvents(500), end)).lastRevision;
    };
    await append();
    const makeRoom = fillUp();
    let refused: unknown;
    for (let i = 0; i < 100 && refused === undefined; i += 1)
      await append().catch((error: unknown) => (refused = error));
    expect(refused).toBeInstanceOf(LedgerUnavailable);
    const answered = Number(end) + 1;

    // Still refused, side by side and one by one; readable all the while.
    const several = await Promise.allSettled(
      [1, 2, 3].map((n) => ledger.append(`b-${n}`, newEvents(500), 'no-stream')),
    );
    for (const one of several) expect(one).toMatchObject({ status: 'rejected', reason: { name: 'LedgerUnavailable' } });
    expect(await count(ledger)).toBe(answered);

    makeRoom();
    await append();
    expect(await count(ledger)).toBe(answered + 500);
    await ledger.close();
    ledger = await openLmdbLedger({ dir });
    expect(await count(ledger)).toBe(answered + 500);
    expect((await ledger.append('a', newEvents(1), end as Revision)).firstRevision).toBe(BigInt(answered + 500));
    await ledger.close();
    rmSync(dir, { recursive: true });
  });

  it('makes the identity index say so, and it goes on when there is room', async () => {
    const dir = join(mount, 'identity');
    const index = await openLmdbIdentityIndex({ dir, ledgerId: 'x', tableEntries: 256 });
    const makeRoom = fillUp();
    let next = 1;
    let refused: unknown;
    const advance = (): void => {
      const entries = Array.from({ length: 200 }, (_, i) => identityEntry(`k${next + i}`, next + i));
      index.advance(entries, BigInt(next + 199) as never);
      next += 200;
    };
    for (let i = 0; i < 100 && refused === undefined; i += 1) {
      try {
        advance();
      } catch (error) {
        refused = error;
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(refused).toBeInstanceOf(LedgerUnavailable);
    expect(index.completeUpTo()).toBe(BigInt(next - 1));
    makeRoom();
    for (let i = 0; i < 20; i += 1) advance();
    for (let k = 1; k < next; k += 1) expect(index.find(sha(`k${k}`))?.position).toBe(BigInt(k));
    await index.close();
  });
});

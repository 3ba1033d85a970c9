import { createHash, randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CanonicalJson } from '@tallystick/events';
import { openLmdbIdentityIndex } from '../identity/lmdb-identity-index.js';
import {
  START,
  type ExpectedRevision,
  type LedgerStore,
  type NewEvent,
  type NonEmpty,
  type Position,
} from '../port/ledger-store.js';
import { openLmdbLedger } from './lmdb-ledger.js';

/**
 * A process for the fault tests: `node full-disk-process.js SMALL_DISK` fills the disk under a ledger and under an identity
 * index, makes room again, and prints what it met as one JSON document. On its own, since lmdb also writes such
 * failures to the console, which a test runner takes amiss.
 */
const [disk] = process.argv.slice(2) as [string];
const facts = { ledger: await fillLedger(join(disk, 'ledger')), index: await fillIndex(join(disk, 'identity')) };
process.stdout.write(JSON.stringify(facts));

async function fillLedger(dir: string): Promise<object> {
  let ledger = await openLmdbLedger({ dir });
  let end: ExpectedRevision = 'no-stream';
  const append = async (): Promise<void> => {
    end = (await ledger.append('a', newEvents(500), end)).lastRevision;
  };
  await append();
  const makeRoom = fillUp();
  let refusedWith = 'nothing';
  for (let i = 0; i < 100 && refusedWith === 'nothing'; i += 1) {
    await append().catch((error: Error) => (refusedWith = error.name));
  }
  const answered = Number(end) + 1;
  const sideBySide = await Promise.allSettled(
    [1, 2, 3].map((n) => ledger.append(`b-${n}`, newEvents(500), 'no-stream')),
  );
  const heldWhileFull = await count(ledger);
  makeRoom();
  await append();
  const heldWithRoom = await count(ledger);
  await ledger.close();
  ledger = await openLmdbLedger({ dir });
  const heldAfterReopening = await count(ledger);
  await ledger.close();
  rmSync(dir, { recursive: true });
  return {
    refusedWith,
    answered,
    sideBySide: sideBySide.map((one) => (one.status === 'rejected' ? (one.reason as Error).name : 'stored')),
    heldWhileFull,
    heldWithRoom,
    heldAfterReopening,
  };
}

async function fillIndex(dir: string): Promise<object> {
  const index = await openLmdbIdentityIndex({ dir, ledgerId: 'x', tableEntries: 256 });
  const makeRoom = fillUp();
  let noted = 0;
  const advance = (): void => {
    const entries = Array.from({ length: 200 }, (_, i) => {
      const position = BigInt(noted + i + 1) as Position;
      return { key: sha(`k${position}`), fingerprint: sha('fp'), position, kind: 'recorded' as const };
    });
    index.advance(entries, BigInt(noted + 200) as Position);
    noted += 200;
  };
  let refusedWith = 'nothing';
  for (let i = 0; i < 100 && refusedWith === 'nothing'; i += 1) {
    try {
      advance();
    } catch (error) {
      refusedWith = (error as Error).name;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  const completeWhileFull = Number(index.completeUpTo()) === noted;
  makeRoom();
  for (let i = 0; i < 20; i += 1) advance();
  let wrong = 0;
  for (let k = 1n; k <= BigInt(noted); k += 1n) if (index.find(sha(`k${k}`))?.position !== k) wrong += 1;
  await index.close();
  return { refusedWith, completeWhileFull, wrong };
}

/** Fills what is left of the disk, down to the last byte. */
function fillUp(): () => void {
  const path = join(disk, 'ballast');
  for (let bytes = 8 << 20; bytes >= 1; bytes >>= 1) {
    try {
      writeFileSync(path, Buffer.alloc(bytes), { flag: 'a' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }
  return () => rmSync(path);
}

async function count(ledger: LedgerStore): Promise<number> {
  return (await ledger.readAll({ after: START, limit: 1_000_000 })).events.length;
}

function newEvents(size: number): NonEmpty<NewEvent> {
  const [data, metadata] = [`{"filling":"${'x'.repeat(200)}"}`, '{}'] as [CanonicalJson, CanonicalJson];
  return Array.from({ length: size }, () => ({
    id: randomUUID(),
    type: 'Filled',
    data,
    metadata,
  })) as unknown as NonEmpty<NewEvent>;
}

function sha(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

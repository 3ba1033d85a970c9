import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { sha } from '../contract.js';
import { openLmdbIdentityIndex } from './lmdb-identity-index.js';

const program = fileURLToPath(new URL('../../dist/identity/indexing-process.js', import.meta.url));
const ROUNDS = 10;
const MAX_LIFE_MS = 300;
const SEED = 20_260_505;

it(`holds all that it calls complete, over ${ROUNDS} kills of the process that writes it (seed ${SEED})`, async () => {
  const dir = await mkdtemp(join(tmpdir(), 'tallystick-index-kill-'));
  let state = SEED;
  const random = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  let complete = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const child = spawn(process.execPath, [program, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout });
    const said: string[] = [];
    lines.on('line', (line) => said.push(line));
    const ended = Promise.all([once(child, 'exit'), once(lines, 'close')]);
    await once(lines, 'line');
    const lifeMs = random() * MAX_LIFE_MS;
    await new Promise((resolve) => setTimeout(resolve, lifeMs));
    child.kill('SIGKILL');
    await ended;

    expect(said[0]).toBe(`began ${complete}`);
    const noted = Number(said.at(-1)?.split(' ')[1]);
    const index = await openLmdbIdentityIndex({ dir, ledgerId: 'ledger-1' });
    const now = Number(index.completeUpTo());
    expect(now).toBeGreaterThanOrEqual(complete);
    // A line may be lost on the way, never more than the one that was being written.
    expect(now).toBeLessThanOrEqual(noted + 100);
    complete = now;
    let wrong = 0;
    for (let n = 1; n <= complete; n += 1) {
      const known = index.find(sha(`key ${n}`));
      if (known?.position !== BigInt(n) || !sha(`print ${n}`).equals(known.fingerprint)) wrong += 1;
    }
    expect(wrong).toBe(0);
    await index.close();
  }
  expect(complete).toBeGreaterThan(0);
  await rm(dir, { recursive: true });
});

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';

const program = fileURLToPath(new URL('../../dist/lmdb/full-disk-process.js', import.meta.url));

/** A file system of 8 MB; only root may mount one. */
const disk = mkdtempSync(join(tmpdir(), 'tallystick-full-'));
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk]);
const why = mounted.error?.message ?? mounted.stderr.toString().trim();
const [full, name] =
  mounted.status === 0
    ? [describe, 'a full disk']
    : [describe.skip, `a full disk (skipped: it needs a mount, and ${why})`];

afterAll(() => {
  if (mounted.status === 0) spawnSync('umount', ['-l', disk]);
  rmSync(disk, { recursive: true, force: true });
});

interface Facts {
  readonly ledger: { readonly answered: number; readonly [fact: string]: unknown };
  readonly index: object;
}

full(name, () => {
  let facts: Facts;
  it('is survived by the process', () => {
    const run = spawnSync(process.execPath, [program, disk], { encoding: 'utf8', timeout: 60_000 });
    expect(run.status).toBe(0);
    facts = JSON.parse(run.stdout) as Facts;
  });

  it('makes append reject, loses nothing that was answered for, and is over when there is room', () => {
    const { answered } = facts.ledger;
    expect(answered).toBeGreaterThanOrEqual(500);
    expect(facts.ledger).toEqual({
      refusedWith: 'LedgerUnavailable',
      answered,
      sideBySide: ['LedgerUnavailable', 'LedgerUnavailable', 'LedgerUnavailable'],
      heldWhileFull: answered,
      heldWithRoom: answered + 500,
      heldAfterReopening: answered + 500,
    });
  });

  it('makes the identity index say so, which forgets nothing and goes on when there is room', () => {
    expect(facts.index).toEqual({ refusedWith: 'LedgerUnavailable', completeWhileFull: true, wrong: 0 });
  });
});

import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { tempDir } from '@tallystick/testing';
import type { Position } from '@tallystick/ledger-store';
import { FolderInUse } from '../read-models-errors.js';
import { ledgerOf } from '../testing/made-up-ledger.js';
import type { MadeUpEvent } from '../testing/made-up-ledger.js';
import { claimFolder } from './folder-claim.js';
import { openPgliteReadModels } from './open-pglite-read-models.js';

const event: MadeUpEvent = {
  key: 0,
  kind: 'recorded',
  occurredAtMs: Date.parse('2026-05-04T10:00:00Z'),
  finer: '',
  recordedAfterMs: 0,
  actor: 0,
  tokens: [1, 0, 0, 0, 0],
  team: null,
  project: null,
  agent: null,
  model: 'm',
  gap: 1,
};

describe('the folder of the embedded tables', () => {
  let folder: Awaited<ReturnType<typeof tempDir>>;
  /** One event folded and closed; the claim that its process held meanwhile. */
  let folded: Awaited<ReturnType<typeof tempDir>>;
  let claimOfOwner: string;
  let warnings: string[];
  beforeAll(async () => {
    folded = await tempDir('read-models-folded');
    const models = await open(folded.path);
    claimOfOwner = readFileSync(join(folded.path, 'owner.json'), 'utf8');
    await models.fold(0n as Position, ledgerOf([event]));
    await models.close();
  });
  afterAll(() => folded.remove());
  beforeEach(async () => {
    folder = await tempDir('read-models-folder');
    cpSync(folded.path, folder.path, { recursive: true });
    warnings = [];
  });
  afterEach(() => folder.remove());

  const open = (dir = folder.path) =>
    openPgliteReadModels({
      dir,
      ledgerId: 'ledger-1',
      timeZone: 'UTC',
      warn: (sentence) => warnings.push(sentence),
    });
  const owner = () => join(folder.path, 'owner.json');
  async function foldedIn(): Promise<bigint> {
    const models = await open();
    const { position } = await models.checkpoint();
    await models.close();
    return position;
  }

  it('belongs to one process at a time', async () => {
    const models = await open();
    expect(() => claimFolder(folder.path)).toThrow(FolderInUse);
    await models.close();
    const claim = claimFolder(folder.path);
    expect(claim.mayBeTorn).toBe(false);
    claim.release();
  });

  it('is taken over from a process that was killed, and keeps its tables', async () => {
    const mine = JSON.parse(claimOfOwner) as { pid: number; startedAt: string; bootId: string };
    // this process's number, but of one that started earlier: as after a kill, with the number given out again
    writeFileSync(owner(), JSON.stringify({ ...mine, startedAt: '1' }));
    expect(await foldedIn()).toBe(1n);
    expect(warnings).toEqual([]);
  });

  it('is made anew when it was not closed and the machine was booted since', async () => {
    const mine = JSON.parse(claimOfOwner) as object;
    writeFileSync(owner(), JSON.stringify({ ...mine, bootId: 'an earlier boot' }));
    expect(await foldedIn()).toBe(0n);
  });

  it('counts as torn when its claim is', () => {
    writeFileSync(owner(), '{"pid":');
    const claim = claimFolder(folder.path);
    expect(claim.mayBeTorn).toBe(true);
    claim.release();
  });

  it.each([
    ['a control file that was cut', 'global/pg_control', (file: string) => truncateSync(file, 100)],
    ['no tables', 'base', (file: string) => rmSync(file, { recursive: true })],
  ])('is made anew, with a warning, when it has %s', async (_, file, damage) => {
    damage(join(folder.path, 'pglite', file));
    expect(await foldedIn()).toBe(0n);
    expect(warnings).toEqual([expect.stringContaining('made anew from the ledger')]);
  });
});

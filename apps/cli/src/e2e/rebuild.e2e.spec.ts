import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort, tempDir, type TempDir } from '@tallystick/testing';
import type { RebuildReport } from '../rebuild/rebuild-report.js';
import { madeUpTrace } from './made-up-trace.fixture.js';
import { boardTotal, runCli, startHouse, type House } from './run-cli.fixture.js';

const trace = madeUpTrace(3_000, 17);
let folder: TempDir;
let dataDir: string;
let house: House;
let digest: string;
beforeAll(async () => {
  folder = await tempDir();
  dataDir = join(folder.path, 'data');
  await mkdir(dataDir);
  house = await startHouse(dataDir);
  const path = join(folder.path, 'trace.csv');
  await writeFile(path, trace.csv);
  const run = await runCli(['import', '--json', '--format', 'azure-llm-trace', path, '--to', house.ledger]);
  await boardTotal(house, 'events', run.json<{ lastPosition: string }>().lastPosition);
  digest = ((await (await fetch(`${house.projector}/v1/digest`)).json()) as { digest: string }).digest;
});
afterAll(async () => {
  await house?.up.stop();
  await folder.remove();
});

describe('tallystick rebuild', () => {
  it('lets the running projector rebuild, and finds the same to the byte', async () => {
    const run = await runCli(['rebuild', '--json', '--to', house.projector]);
    expect(run.code).toBe(0);
    const report = run.json<RebuildReport>();
    expect(report).toMatchObject({ equal: true, swapped: true, by: house.projector });
    expect([report.before.digest, report.after.digest]).toEqual([digest, digest]);
    expect(await boardTotal(house, 'events', '1')).toBe(trace.rows);
  });

  it('only compares when asked to', async () => {
    const run = await runCli(['rebuild', '--compare', '--to', house.projector]);
    expect([run.code, run.stdout]).toEqual([0, expect.stringMatching(/^EQUAL: [^]*The live tables were left/)]);
  });

  it('opens the tables itself only when no projector runs', async () => {
    const elsewhere = await freePort();
    const env = { TALLYSTICK_DATA_DIR: dataDir, TALLYSTICK_PROJECTOR_PORT: String(elsewhere) };
    const named = await runCli(['rebuild', '--to', `http://127.0.0.1:${elsewhere}`], env, folder.path);
    expect(named.code).toBe(2);
    expect(named.stderr).toMatch(/no projector answers at [^\n]+: start it with "npm start"/);

    await house.up.stop();
    const run = await runCli(['rebuild', '--json', '--compare'], env, folder.path);
    expect([run.code, run.stderr]).toEqual([0, '']);
    expect(run.json()).toMatchObject({ equal: true, swapped: false, by: 'this command', after: { digest } });
  });

  it('does not make a ledger where there is none', async () => {
    const env = { TALLYSTICK_DATA_DIR: join(folder.path, 'none'), TALLYSTICK_PROJECTOR_PORT: String(await freePort()) };
    const run = await runCli(['rebuild'], env, folder.path);
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(/tallystick: no ledger in [^\n]+: check TALLYSTICK_DATA_DIR\n$/);
  });
});

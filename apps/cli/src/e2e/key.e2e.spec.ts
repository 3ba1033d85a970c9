import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tempDir, type TempDir } from '@tallystick/testing';
import { madeUpTrace } from './made-up-trace.fixture.js';
import { BIN, runCli, startHouse, type House } from './run-cli.fixture.js';

let folder: TempDir;
let house: House | undefined;
beforeAll(async () => {
  folder = await tempDir();
});
afterAll(async () => {
  await house?.up.stop();
  await folder.remove();
});

interface MadeKey {
  readonly key: string;
  readonly entry: { readonly sha256: string };
}

describe('tallystick key', () => {
  it('makes a key with which a publisher brings in its own sources, and nobody without it does', async () => {
    const made = async (name: string, source: string) => {
      const run = await runCli(['key', '--json', '--name', name, '--role', 'publisher', '--source', source]);
      expect(run.code).toBe(0);
      return run.json<MadeKey>();
    };
    const right = await made('trace importer', 'urn:tallystick:azure-*');
    const wrong = await made('other service', 'urn:other');
    expect(JSON.stringify(right.entry)).not.toContain(right.key);
    const keysFile = join(folder.path, 'keys.json');
    await writeFile(keysFile, JSON.stringify([right.entry, wrong.entry]), { mode: 0o600 });
    const dataDir = join(folder.path, 'data');
    await mkdir(dataDir);
    house = await startHouse(dataDir, { TALLYSTICK_AUTH: 'keys', TALLYSTICK_KEYS_FILE: keysFile });

    const trace = madeUpTrace(100, 5);
    const path = join(folder.path, 'trace.csv');
    await writeFile(path, trace.csv);
    const args = ['import', '--json', '--format', 'azure-llm-trace', path, '--to', house.ledger];
    const without = await runCli(args);
    expect(without.code).toBe(2);
    expect(without.stderr).toMatch(/asks for a key: set TALLYSTICK_TOKEN/);
    expect(without.json()).toEqual({ error: expect.stringContaining('TALLYSTICK_TOKEN') as unknown });
    expect((await runCli(args, { TALLYSTICK_TOKEN: wrong.key })).code).not.toBe(0);
    const run = await runCli(args, { TALLYSTICK_TOKEN: right.key });
    expect(run.json()).toMatchObject({ recorded: trace.rows, rejected: trace.empty });
  });

  it('ends as always when nobody reads its answer', async () => {
    const running = spawn(process.execPath, [BIN, 'key', '--name', 'x', '--role', 'admin']);
    running.stdout.destroy();
    const [[code], stderr] = await Promise.all([once(running, 'close'), text(running.stderr)]);
    expect([code, stderr]).toEqual([0, '']);
  });

  it('says what a key must have', async () => {
    const run = await runCli(['key', '--name', 'x', '--role', 'king']);
    expect([run.code, run.stdout]).toEqual([2, '']);
    expect(run.stderr).toMatch(/^tallystick: no key can be like this: [^\n]*admin[^\n]*\n$/);
  });
});

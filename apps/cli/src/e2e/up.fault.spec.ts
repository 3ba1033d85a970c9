import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort, tempDir, waitUntil, type TempDir } from '@tallystick/testing';
import type { ImportSummary } from '../sending/import-summary.js';
import { madeUpTrace } from './made-up-trace.fixture.js';
import { boardTotal, runCli, startCli, startHouse, type House } from './run-cli.fixture.js';

let folder: TempDir;
let house: House | undefined;
beforeAll(async () => {
  folder = await tempDir();
});
afterEach(async () => {
  await house?.up.stop();
  house = undefined;
});
afterAll(() => folder.remove());

async function newHouse(name: string): Promise<House> {
  const dataDir = join(folder.path, name);
  await mkdir(dataDir);
  return (house = await startHouse(dataDir));
}

const isRunning = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBe('ESRCH');
    return false;
  }
};

describe('tallystick up', () => {
  it('starts a killed ledger again in the middle of an import, which finishes and counts each event once', async () => {
    const { ledger, pidOf, up } = await newHouse('killed-ledger');
    const trace = madeUpTrace(150_000, 11);
    const path = join(folder.path, 'killed.csv');
    await writeFile(path, trace.csv);
    const [ledgerPid, projectorPid] = [pidOf('ledger'), pidOf('projector')];

    const importing = await startCli(['import', '--json', '--format', 'azure-llm-trace', path, '--to', ledger]);
    await waitUntil(async () => (await recordedSoFar(ledger)) > 20_000, { everyMs: 10 });
    expect(importing.isRunning()).toBe(true);
    process.kill(ledgerPid, 'SIGKILL');
    await importing.exited;

    const summary = JSON.parse(importing.stdout()) as ImportSummary;
    expect(summary.unsent).toBe(0);
    expect(summary.resent).toBeGreaterThan(0);
    expect(summary.recorded + summary.duplicate).toBe(trace.rows);
    expect(summary.rejected).toBe(trace.empty);
    const position = String(summary.lastPosition);
    expect(await boardTotal(house as House, 'events', position)).toBe(trace.rows);
    expect(await boardTotal(house as House, 'tokens', position)).toBe(trace.input + trace.output);
    expect(pidOf('ledger')).not.toBe(ledgerPid);
    expect(pidOf('projector')).toBe(projectorPid);
    expect(up.stderr()).toContain('the ledger ended (signal SIGKILL): starting it again');
  });

  it('starts a killed projector again and leaves the ledger alone; SIGTERM stops both', async () => {
    const { projector, pidOf, up } = await newHouse('killed-projector');
    const [ledgerPid, projectorPid] = [pidOf('ledger'), pidOf('projector')];
    process.kill(projectorPid, 'SIGKILL');
    await waitUntil(async () => pidOf('projector') !== projectorPid && (await fetch(`${projector}/health/ready`)).ok);
    expect(pidOf('ledger')).toBe(ledgerPid);
    expect(isRunning(ledgerPid)).toBe(true);

    const secondProjectorPid = pidOf('projector');
    // To the supervisor alone, as an init system does it.
    process.kill(up.pid, 'SIGTERM');
    expect(await up.exited).toEqual({ code: 0, signal: null });
    expect([ledgerPid, secondProjectorPid].map(isRunning)).toEqual([false, false]);
  });

  it('leaves cleanly at Ctrl-C, which reaches the services, too', async () => {
    const { pidOf, up } = await newHouse('interrupted');
    const pids = [pidOf('ledger'), pidOf('projector')];
    up.signal('SIGINT'); // to the whole process group, like a terminal
    expect(await up.exited).toEqual({ code: 0, signal: null });
    expect(pids.map(isRunning)).toEqual([false, false]);
    expect(up.stderr()).not.toContain('starting it again');
  });

  it('ends with the one line of a wrong setting', async () => {
    const run = await runCli(['up'], { TALLYSTICK_MIN_GROUP: '2' }, folder.path);
    expect(run.code).not.toBe(0);
    expect(run.stdout).toBe('');
    expect(run.stderr).toMatch(/^tallystick: wrong setting TALLYSTICK_MIN_GROUP: [^\n]+\n$/);
  });

  it('ends with the one line of a service that cannot start', async () => {
    const dataDir = join(folder.path, 'a-file');
    await writeFile(dataDir, 'not a folder');
    const ports = {
      TALLYSTICK_LEDGER_PORT: String(await freePort()),
      TALLYSTICK_PROJECTOR_PORT: String(await freePort()),
    };
    const run = await runCli(['up', '--data-dir', dataDir], ports, folder.path);
    expect(run.code).toBe(1);
    expect(run.stdout).toBe('');
    expect(run.stderr.trimEnd().split('\n').at(-1)).toMatch(/^tallystick: .+/);
  });

  it('names the setting to change when a port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    try {
      const run = await runCli(['up'], { TALLYSTICK_LEDGER_PORT: String(port) }, folder.path);
      expect(run.code).toBe(2);
      expect(run.stderr).toMatch(/^tallystick: something listens at [^\n]+ set TALLYSTICK_LEDGER_PORT [^\n]+\n$/);
    } finally {
      other.close();
    }
  });
});

async function recordedSoFar(ledger: string): Promise<number> {
  const metrics = await (await fetch(`${ledger}/metrics`)).text();
  const counts = [...metrics.matchAll(/^tallystick_[a-z_]*recorded[a-z_]*(?:\{[^}]*\})? (\d+)$/gm)];
  return counts.reduce((sum, [, value]) => sum + Number(value), 0);
}

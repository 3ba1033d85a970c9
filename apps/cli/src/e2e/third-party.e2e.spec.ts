import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  describeWithGoTools,
  freePort,
  startProcess,
  tempDir,
  waitUntil,
  type RunningProcess,
  type TempDir,
} from '@tallystick/testing';
import { EMPTY_ROOT } from '@tallystick/transparency';
import {
  auditedHouse,
  checkpointAtLeast,
  cosignedBy,
  futureLogKey,
  ORIGIN,
  record,
  type AuditedHouse,
} from './audited-house.fixture.js';
import { runCli } from './run-cli.fixture.js';

const WITNESS = 'witness.example/lite';
const TOOLS = ['github.com/transparency-dev/tessera/cmd/fsck@v1.0.4', 'filippo.io/torchwood/cmd/litewitness@v0.9.0'];

/** Of tessera’s fsck. */
const FAULT_FOUND = /:Invalid|fsck failed/;

// Nobody here wrote these programs: what they say about the log of a running service is worth more than what we say.
describeWithGoTools("other people's tools", TOOLS, ([fsck = '', litewitness = '']) => {
  let folder: TempDir;
  let house: AuditedHouse;
  let vkey: string;
  let witnessKey: string;
  const started: RunningProcess[] = [];
  beforeAll(async () => {
    folder = await tempDir('third');
    const dataDir = join(folder.path, 'data');
    vkey = (await futureLogKey(dataDir)).text;
    const { url, key } = await startLitewitness();
    witnessKey = key;
    house = await auditedHouse(dataDir, { TALLYSTICK_WITNESSES: `${url}#${key}` });
    await record(house, 0, 600);
    await checkpointAtLeast(house, 600);
  });
  afterAll(async () => {
    await house?.up.stop();
    for (const process of started.reverse()) await process.stop();
    await folder.remove();
  });

  /** Its key lives in an ssh-agent; its logs are rows of its database, which its witnessctl would write. */
  async function startLitewitness(): Promise<{ url: string; key: string }> {
    const [keyFile, socket, db] = ['id', 'agent', 'witness.db'].map((name) => join(folder.path, name)) as [
      string,
      string,
      string,
    ];
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', keyFile]);
    const fingerprint = execFileSync('ssh-keygen', ['-lf', keyFile]).toString().split(' ')[1] as string;
    started.push(await startProcess({ command: 'ssh-agent', args: ['-D', '-a', socket] }));
    const add = () => {
      execFileSync('ssh-add', ['-q', keyFile], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: 'ignore' });
      return true;
    };
    await waitUntil(
      () => {
        try {
          return add();
        } catch {
          return false;
        }
      },
      { what: 'the ssh-agent' },
    );
    const port = await freePort();
    const args = [
      '-name',
      WITNESS,
      '-db',
      db,
      '-ssh-agent',
      socket,
      '-key',
      fingerprint,
      '-listen',
      `127.0.0.1:${port}`,
    ];
    const witness = await startProcess({ command: litewitness, args, ready: { tcpPort: port } });
    started.push(witness);
    const database = new DatabaseSync(db, { timeout: 5_000 });
    database.prepare('INSERT INTO log VALUES (?, 0, ?)').run(ORIGIN, Buffer.from(EMPTY_ROOT).toString('base64'));
    database.prepare('INSERT INTO key VALUES (?, ?)').run(ORIGIN, vkey);
    database.close();
    const [, key] = /vkey=(\S+)/.exec(witness.output()) ?? [];
    if (key === undefined) throw new Error(`litewitness names no key:\n${witness.output()}`);
    return { url: `http://127.0.0.1:${port}`, key: key.replaceAll('"', '') };
  }

  async function runFsck(storage: string): Promise<string> {
    const keyFile = join(folder.path, 'log.vkey');
    await writeFile(keyFile, vkey);
    const run = await startProcess({
      command: fsck,
      args: ['--storage_url', storage, '--public_key', keyFile, '--ui=false', '-v=1'],
    });
    // After a fault it goes on telling of it instead of ending: its words count.
    try {
      await waitUntil(() => !run.isRunning() || FAULT_FOUND.test(run.output()), {
        what: 'a verdict',
      });
    } finally {
      await run.kill();
    }
    return run.output();
  }

  it('find the log sound: tessera’s fsck, over HTTP and in the folder', async () => {
    for (const storage of [`${house.log}/`, `file://${join(house.dataDir, 'log')}`]) {
      const said = await runFsck(storage);
      expect(said).toContain('Completed ranges');
      expect(said).not.toMatch(FAULT_FOUND);
    }
  });

  it('find it changed when one byte is', async () => {
    const copy = join(folder.path, 'copy');
    execFileSync('cp', ['-r', join(house.dataDir, 'log'), copy]);
    const bundle = join(copy, 'tile', 'entries', '000');
    execFileSync('sed', ['-i', 's/made-up-1/made-up-2/', bundle]);
    expect(await runFsck(`file://${copy}`)).toMatch(FAULT_FOUND);
  });

  it('cosign what the service sends: torchwood’s litewitness, as the log grows', async () => {
    await cosignedBy(house, WITNESS);
    await record(house, 600, 900);
    await checkpointAtLeast(house, 900);
    await cosignedBy(house, WITNESS);
    const run = await runCli([
      'verify',
      '--json',
      '--state',
      folder.path,
      '--log',
      house.log,
      '--key',
      vkey,
      '--witness',
      witnessKey,
    ]);
    expect(run.code).toBe(0);
    const { size, witnesses } = run.json<{ size: number; witnesses: { witness: string; size: number }[] }>();
    expect(witnesses).toEqual([expect.objectContaining({ witness: WITNESS, size })]);
    expect(size).toBeGreaterThanOrEqual(900);
  });
});

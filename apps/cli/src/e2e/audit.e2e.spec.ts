import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort, tempDir, waitUntil, type RunningProcess, type TempDir } from '@tallystick/testing';
import {
  auditedHouse,
  checkpointAtLeast,
  cosignedBy,
  futureLogKey,
  record,
  SOURCE,
  type AuditedHouse,
} from './audited-house.fixture.js';
import { runCli, startCli } from './run-cli.fixture.js';

const EVENTS = 700;

let folder: TempDir;
let house: AuditedHouse;
let witness: RunningProcess;
let witnessKey: string;
let vkey: string;
beforeAll(async () => {
  folder = await tempDir('audit');
  const dataDir = join(folder.path, 'data');
  vkey = (await futureLogKey(dataDir)).text;
  const listen = [
    '--listen',
    `127.0.0.1:${await freePort()}`,
    '--key',
    join(folder.path, 'w.key'),
    '--name',
    'witness.example/w',
  ];
  witness = await startCli(['witness', '--json', '--log', vkey, ...listen]);
  await waitUntil(() => witness.stdout().endsWith('\n'), { what: 'the witness' });
  const { url, key } = JSON.parse(witness.stdout()) as { url: string; key: string };
  witnessKey = key;
  house = await auditedHouse(dataDir, { TALLYSTICK_WITNESSES: `${url}#${key}` });
  await record(house, 0, 400);
  await record(house, 400, EVENTS);
  await checkpointAtLeast(house, EVENTS);
});
afterAll(async () => {
  await house?.up.stop();
  await witness?.stop();
  await folder.remove();
});

const verify = (...args: string[]) => runCli(['verify', '--state', join(folder.path, 'state'), '--key', vkey, ...args]);

describe('a running service', () => {
  it('shows a log that anybody can check, with a verdict for people and one for programs', async () => {
    const run = await verify('--log', house.log);
    expect(run).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^SOUND: all \d+ entries of the log tallystick\.local\/ledger /),
    });
    const json = await verify('--json', '--log', house.dataDir);
    expect(json.json()).toMatchObject({ verdict: 'sound', ledgerCompared: true, since: [expect.any(Number)] });
    expect(await verify('--log', house.ledger)).toMatchObject({
      code: 2,
      stdout: expect.stringMatching(/^COULD NOT CHECK: .*shows its log at http:\/\/.*\/log\.$/m),
    });
    // The key may come from a file, as it is served.
    const keyFile = join(folder.path, 'served.key');
    await writeFile(keyFile, await (await fetch(`${house.log}/key`)).text());
    expect((await runCli(['verify', '--state', folder.path, '--key', keyFile, '--log', house.log])).code).toBe(0);
  });

  it('is vouched for by its witness', async () => {
    await cosignedBy(house, 'witness.example/w');
    const run = await verify('--log', house.log, '--witness', witnessKey);
    expect(run).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/witness witness\.example\/w vouched for the first \d+ entries at 20/),
    });
    const cosigned = await fetch(`${house.log}/checkpoint.cosigned`);
    expect(await cosigned.text()).toContain('— witness.example/w ');
  });

  it('proves an event to somebody who has nothing but the file and the key', async () => {
    const out = join(folder.path, 'event.tlog-proof');
    const made = await runCli(['prove', '--source', SOURCE, '--id', 'e-123', '--out', out, '--from', house.ledger]);
    expect(made).toMatchObject({ code: 0, stdout: expect.stringContaining(out) });
    const run = await verify('--proof', out, '--json', '--witness', witnessKey);
    expect(run.code).toBe(0);
    const { content } = run.json<{ content: string }>();
    expect(JSON.parse(content)).toMatchObject({
      type: 'UsageRecorded',
      data: { source: SOURCE, tokens: { input: 124 } },
    });
    // Of another entry, or of another root: not proven.
    const other = join(folder.path, 'other.tlog-proof');
    expect(
      (await runCli(['prove', '--source', SOURCE, '--id', 'e-124', '--out', other, '--from', house.ledger])).code,
    ).toBe(0);
    const [proof, otherProof] = [await readFile(out, 'utf8'), await readFile(other, 'utf8')];
    await writeFile(other, proof.replace(/^extra .*$/m, /^extra .*$/m.exec(otherProof)?.[0] ?? ''));
    expect(await verify('--proof', other)).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^NOT SOUND: this entry is not entry \d+ /),
    });
    await writeFile(other, proof.replace(/(\n\d+\n)./, '$1/'));
    expect(await verify('--proof', other)).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/signature .* was not made by its key/),
    });
    expect(await verify('--proof', join(folder.path, 'none'))).toMatchObject({
      code: 2,
      stdout: expect.stringMatching(/^COULD NOT CHECK: /),
    });
  });

  it('gives an event the same place in the log on its receipt and in an answer as of its position', async () => {
    const query = new URLSearchParams({ source: SOURCE, id: 'e-123' });
    const receipt = (await (await fetch(`${house.ledger}/v1/receipts?${query}`)).json()) as Record<string, unknown>;
    const answer = await fetch(`${house.projector}/v1/events?limit=1&asOfPosition=${String(receipt['position'])}`);
    expect(await answer.json()).toMatchObject({
      events: [{ position: receipt['position'] }],
      asOf: { logSize: Number(receipt['leafIndex']) + 1 },
    });
  });

  it('says that there is no such event, and that nobody is there', async () => {
    const prove = (id: string, from: string) =>
      runCli(['prove', '--source', SOURCE, '--id', id, '--out', join(folder.path, 'x'), '--from', from]);
    expect(await prove('nothing', house.ledger)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/no event with this source and id/),
    });
    const nowhere = `http://127.0.0.1:${await freePort()}`;
    expect(await prove('e-1', nowhere)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/is the ledger running/),
    });
    expect(await verify('--log', `${nowhere}/log`)).toMatchObject({
      code: 2,
      stdout: expect.stringMatching(/^COULD NOT CHECK: .*ECONNREFUSED/),
    });
  });

  it('has boards that anybody can count again from the log alone', async () => {
    const answer = await fetch(`${house.projector}/v1/digest`);
    const { digest, asOf } = (await answer.json()) as { digest: string; asOf: { logSize: number } };
    const run = await runCli(['recount', '--json', '--log', house.log, '--size', String(asOf.logSize), '--key', vkey]);
    expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: '' });
    expect(run.json()).toMatchObject({ digest, size: asOf.logSize });
    const { leaderboards } = run.json<{ leaderboards: { subject: string; rows: unknown[] }[] }>();
    const board = (await (await fetch(`${house.projector}/v1/leaderboards/actors?limit=10`)).json()) as {
      rows: unknown[];
    };
    expect(leaderboards.find(({ subject }) => subject === 'actors')?.rows).toEqual(board.rows);
    // The log's own word for its key does, too; from a data folder without any service.
    expect((await runCli(['recount', '--log', house.dataDir])).stdout).toContain('digest ');
    const tooMany = await runCli(['recount', '--log', house.log, '--size', '99999']);
    expect(tooMany).toMatchObject({ code: 2, stdout: expect.stringMatching(/not 99,999/) });
  });
});

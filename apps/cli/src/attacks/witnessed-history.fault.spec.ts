import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { freePort, tempDir, waitUntil, type RunningProcess, type TempDir } from '@tallystick/testing';
import {
  askWitness,
  COSIGNATURE_V1,
  cosignatureLine,
  encodeNote,
  logFolder,
  newSigningKey,
  parseCheckpointText,
  parseNote,
  parseWitnessAddress,
  TileNodes,
  treeSize,
  type WitnessAddress,
} from '@tallystick/transparency';
import { startCli } from '../e2e/run-cli.fixture.js';
import { actorOf, dataFolderOf, replaced, writeLog, type DataFolder } from './data-folder.fixture.js';
import { verify } from './verify.fixture.js';

const SIZE = 300;

let folder: TempDir;
let data: DataFolder;
let vkey: string;
let kept: string;
/** The first 300 entries, the 18th with another actor. */
let otherHistory: Buffer[];
beforeEach(async () => {
  folder = await tempDir('attack');
  data = await dataFolderOf(join(folder.path, 'data'), SIZE);
  vkey = data.key.verifier.text;
  kept = join(folder.path, 'kept.checkpoint');
  await copyFile(join(data.log, 'checkpoint'), kept);
  otherHistory = data.entries.map((entry) => replaced(Buffer.from(entry), actorOf(17), 'thief00017'));
});
afterEach(() => folder.remove());

const audit = (args: readonly string[] = []) => verify(folder.path, ['--log', data.log, '--key', vkey, ...args]);
const more = (entries: readonly Buffer[]) => [...entries, Buffer.from('{"later":1}'), Buffer.from('{"later":2}')];
const says = (process: RunningProcess, text: RegExp) =>
  waitUntil(() => text.test(process.output()), { what: String(text) });

describe('a log with a witness', () => {
  let witness: RunningProcess;
  let address: WitnessAddress;
  beforeEach(async () => {
    const port = await freePort();
    const listen = ['--listen', `127.0.0.1:${port}`, '--key', join(folder.path, 'witness.key'), '--log', vkey];
    witness = await startCli(['witness', ...listen, '--json']);
    await says(witness, /"key":"[^"]+"/);
    const { url, key } = JSON.parse(witness.stdout()) as { url: string; key: string };
    address = parseWitnessAddress(`${url}#${key}`);
    await cosign();
  });
  afterEach(() => witness.stop());
  /** What the service does after each checkpoint. */
  const cosign = async (): Promise<void> => {
    const path = join(data.log, 'checkpoint');
    const checkpoint = await readFile(path);
    const { text, signatures } = parseNote(checkpoint);
    const nodes = new TileNodes(logFolder(data.log));
    const lines = await askWitness({
      witness: address,
      checkpoint,
      size: parseCheckpointText(text).size,
      oldSize: treeSize(0),
      consistencyProof: (oldSize, size) => nodes.consistencyProof(oldSize, size),
      timeoutMs: 20_000,
    });
    await writeFile(path, encodeNote(text, [...signatures, ...lines]));
  };
  const withWitness = (key = address.key.text) => audit(['--witness', key]);

  it('is vouched for', async () => {
    expect(await withWitness()).toMatchObject({ code: 0, witnesses: [{ witness: address.key.name, size: SIZE }] });
    await writeLog(data.log, more(data.entries), data.key);
    await cosign();
    expect(await withWitness()).toMatchObject({ code: 0, witnesses: [{ size: SIZE + 2 }] });
  });

  it('cannot be rewritten: the witness does not sign, and its older cosignature is the proof', async () => {
    const cosigned = await readFile(join(data.log, 'checkpoint'));
    await writeLog(data.log, more(otherHistory), data.key);
    await expect(cosign()).rejects.toMatchObject({ code: 'contradicted' });
    // The rewritten log shows no cosignature at all,
    expect(await withWitness()).toMatchObject({
      code: 1,
      sentence: expect.stringMatching(/no checkpoint .* is cosigned by/),
    });
    // or the last one that it got, which it does not go on from.
    await writeFile(join(data.log, 'checkpoint.cosigned'), cosigned);
    expect(await withWitness()).toMatchObject({
      code: 1,
      sentence: expect.stringMatching(/rewritten and signed again.* those of the checkpoint that .* cosigned/),
    });
  });

  it('cannot show the witness one history and others another of the same size', async () => {
    await writeLog(data.log, otherHistory, data.key);
    await expect(cosign()).rejects.toMatchObject({ code: 'contradicted' });
    await says(witness, /SIGNED TWO HISTORIES OF 300 ENTRIES/);
    // Who was shown the other one learns of it by the witness's checkpoint.
    expect((await audit(['--since', kept])).code).toBe(1);
  });

  it('cannot go back to what it was before', async () => {
    await writeLog(data.log, data.entries.slice(0, 290), data.key);
    await expect(cosign()).rejects.toMatchObject({ code: 'ahead' });
  });

  it('is not vouched for by a key that nobody knows', async () => {
    const impostor = newSigningKey({ name: address.key.name, type: COSIGNATURE_V1 });
    await writeLog(data.log, otherHistory, data.key);
    const path = join(data.log, 'checkpoint');
    const { text, signatures } = parseNote(await readFile(path));
    await writeFile(path, encodeNote(text, [...signatures, cosignatureLine(text, impostor, 1_700_000_000)]));
    expect(await withWitness()).toMatchObject({ code: 1, sentence: expect.stringMatching(/was made by another key/) });
    // A false signature under the real key's name and hash is no better.
    const forged = cosignatureLine(text, { ...impostor, verifier: address.key }, 1_700_000_000);
    await writeFile(path, encodeNote(text, [...signatures, forged]));
    expect(await withWitness()).toMatchObject({ code: 1, sentence: expect.stringMatching(/was not made by its key/) });
  });

  it('still has a witness that remembers after kill -9', async () => {
    await witness.kill();
    const port = new URL(address.url).port;
    witness = await startCli([
      'witness',
      '--listen',
      `127.0.0.1:${port}`,
      '--key',
      join(folder.path, 'witness.key'),
      '--log',
      vkey,
    ]);
    await waitUntil(() => witness.stdout().includes(address.key.text), { what: 'the witness and its key' });
    await writeLog(data.log, more(otherHistory), data.key);
    await expect(cosign()).rejects.toMatchObject({ code: 'contradicted' });

    await writeLog(data.log, more(data.entries), data.key);
    await cosign();
    expect((await withWitness()).code).toBe(0);
  });
});

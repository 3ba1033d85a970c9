import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { tempDir, type TempDir } from '@tallystick/testing';
import { newSigningKey, parseCheckpointText, parseNote, signCheckpoint, treeSize } from '@tallystick/transparency';
import { startCli } from '../e2e/run-cli.fixture.js';
import { actorOf, dataFolderOf, ORIGIN, replaced, writeLog, type DataFolder } from './data-folder.fixture.js';
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

const audit = (args: readonly string[] = [], state?: string) =>
  verify(folder.path, ['--log', data.log, '--key', vkey, ...args], state);
const more = (entries: readonly Buffer[]) => [...entries, Buffer.from('{"later":1}'), Buffer.from('{"later":2}')];
const verifyText = async (args: readonly string[]) => {
  const running = await startCli(['verify', '--log', data.log, '--key', vkey, '--state', folder.path, ...args]);
  const { code } = await running.exited;
  return { code, stdout: running.stdout(), stderr: running.stderr() };
};

describe('a log built anew over a changed history and signed with the real key', () => {
  it('is NOT caught by the signature alone: whoever has the key can sign anything', async () => {
    await writeLog(data.log, more(otherHistory), data.key);
    const run = await audit();
    // This is what transparency cannot do without somebody who remembers; the command says so itself.
    expect(run).toMatchObject({ code: 0, verdict: 'sound' });
    expect(run.sentence).toMatch(/never looked at from here before/);
  });

  it('is caught by an older checkpoint', async () => {
    await writeLog(data.log, more(data.entries), data.key);
    expect(await audit(['--since', kept])).toMatchObject({ code: 0 });
    await writeLog(data.log, more(otherHistory), data.key);
    expect(await audit(['--since', kept])).toMatchObject({
      code: 1,
      sentence: expect.stringMatching(
        /^NOT SOUND: the log was rewritten and signed again, or shows different people different histories: its first 300 entries are not those of the checkpoint in /,
      ),
    });
  });

  it('is caught by who has looked before, without being told anything', async () => {
    const state = join(folder.path, 'memory');
    expect((await audit([], state)).code).toBe(0);
    await writeLog(data.log, more(data.entries), data.key);
    expect((await audit([], state)).code).toBe(0);
    await writeLog(data.log, more(otherHistory), data.key);
    expect(await audit([], state)).toMatchObject({ code: 1, sentence: expect.stringMatching(/seen here before/) });
    // Nor does it forget by having been lied to.
    expect((await audit([], state)).code).toBe(1);
  });

  it('is caught when it has exactly as many entries', async () => {
    await writeLog(data.log, otherHistory, data.key);
    expect(await audit(['--since', kept])).toMatchObject({
      code: 1,
      sentence: expect.stringMatching(/as many entries/),
    });
  });
});

describe('a log that lost its end', () => {
  it('is caught by an older checkpoint only, with the first entry that is gone', async () => {
    await writeLog(data.log, data.entries.slice(0, 290), data.key);
    expect((await audit()).code).toBe(0);
    expect(await audit(['--since', kept])).toMatchObject({
      code: 1,
      entry: 290,
      sentence: expect.stringMatching(/ends after 290 entries, but .* has 300: entries from 290 on were dropped/),
    });
  });

  it('is caught when a stale checkpoint is shown of a log that went on', async () => {
    const state = join(folder.path, 'memory');
    await writeLog(data.log, more(data.entries), data.key);
    expect((await audit([], state)).code).toBe(0);
    await copyFile(kept, join(data.log, 'checkpoint'));
    expect(await audit([], state)).toMatchObject({ code: 1, entry: SIZE });
  });
});

describe('one log for one person and another for another', () => {
  it('is caught when they compare checkpoints; each by itself looks sound', async () => {
    await writeLog(data.log, more(data.entries), data.key);
    const shownToB = join(folder.path, 'b');
    await writeLog(shownToB, more(otherHistory), data.key);
    const b = (args: string[]) => verify(folder.path, ['--log', shownToB, '--key', vkey, ...args]);
    expect([(await audit()).code, (await b([])).code]).toEqual([0, 0]);
    expect((await b(['--since', join(data.log, 'checkpoint')])).code).toBe(1);
    expect((await audit(['--since', join(shownToB, 'checkpoint')])).code).toBe(1);
  });
});

describe('a checkpoint of somebody else', () => {
  it.each(['another.example/log', ORIGIN])(
    'is caught when it is signed by another key in the name of %s',
    async (name) => {
      await writeLog(data.log, otherHistory, newSigningKey({ name }));
      expect(await audit()).toMatchObject({
        code: 1,
        path: 'checkpoint',
        sentence: expect.stringMatching(
          /was not signed by the given key: it is (of the log "another|signed by tallystick)/,
        ),
      });
    },
  );

  it('is caught when it names a tree that no machine could hold', async () => {
    const size = treeSize(Number.MAX_SAFE_INTEGER);
    const checkpoint = signCheckpoint({ origin: ORIGIN, size, root: new Uint8Array(32) }, [data.key]);
    await writeFile(join(data.log, 'checkpoint'), checkpoint);
    // The last bundle that is there has 44 entries, where the checkpoint says 256.
    expect(await audit()).toMatchObject({ code: 1, path: 'tile/entries/001' });
  });

  it('is no use as an older one', async () => {
    const stranger = newSigningKey({ name: ORIGIN });
    const { size, root } = parseCheckpointText(parseNote(await readFile(kept)).text);
    await writeFile(kept, signCheckpoint({ origin: ORIGIN, size, root }, [stranger]));
    expect((await verifyText(['--since', kept])).stderr).toMatch(/--since .* cannot be used: it is signed by/);
  });
});

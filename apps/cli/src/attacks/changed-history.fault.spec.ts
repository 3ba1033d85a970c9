import { copyFile, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { tempDir, type TempDir } from '@tallystick/testing';
import { decodeBundle, encodeBundle } from '@tallystick/transparency';
import { openLmdbLedger, START } from '@tallystick/ledger-store';
import { actorOf, dataFolderOf, replaced, tamper, type DataFolder } from './data-folder.fixture.js';
import { verify } from './verify.fixture.js';

// One full bundle, and one of 44.
const SIZE = 300;
const CHANGED = actorOf(17).replace('actor', 'thief');

let folder: TempDir;
let data: DataFolder;
beforeEach(async () => {
  folder = await tempDir('attack');
  data = await dataFolderOf(join(folder.path, 'data'), SIZE);
});
afterEach(() => folder.remove());

const audit = (log = data.dir) => verify(folder.path, ['--log', log, '--key', data.key.verifier.text]);
const file = (path: string) => join(data.log, path);
const changeEntries = (path: string, count: number, change: (entries: Uint8Array[]) => Uint8Array[]) =>
  tamper(file(path), (bytes) => {
    const decoded = decodeBundle(bytes, count);
    if (!('entries' in decoded)) throw new Error(decoded.fault);
    return Buffer.from(encodeBundle(change([...decoded.entries])));
  });
const actorInLedger = async (index: number) => {
  const ledger = await openLmdbLedger({ dir: join(data.dir, 'ledger') });
  try {
    const { events } = await ledger.readAll({ after: START, limit: SIZE });
    return events[index]?.data['actor'];
  } finally {
    await ledger.close();
  }
};

describe('a history that somebody with root changed', () => {
  it('is sound before that, for the ledger too', async () => {
    expect(await audit()).toMatchObject({
      code: 0,
      verdict: 'sound',
      sentence: expect.stringMatching(/^SOUND: all 300 entries of the log .*; the ledger beside it holds the same; /),
    });
    expect(await audit(data.log)).toMatchObject({ code: 0, size: SIZE });
  });

  it('is caught when one byte of an entry in the tiles was changed', async () => {
    await tamper(file('tile/entries/000'), (bytes) => replaced(bytes, actorOf(17), CHANGED));
    expect(await audit()).toMatchObject({ code: 1, entry: 17, path: 'tile/entries/000' });
    expect((await audit(data.log)).sentence).toMatch(/^NOT SOUND: entry 17 was changed: /);
  });

  it('is caught when the ledger was changed under the running log', async () => {
    await tamper(join(data.dir, 'ledger', 'data.mdb'), (bytes) => replaced(bytes, actorOf(17), CHANGED));
    // The attack works: the ledger itself tells the new story.
    expect(await actorInLedger(17)).toBe(CHANGED);
    expect(await audit()).toMatchObject({
      code: 1,
      entry: 17,
      sentence:
        'NOT SOUND: the ledger was changed: entry 17 (position 18, intake-http.0 revision 17) is not what the log holds.',
    });
    // The log by itself is sound: it still has what was signed.
    expect((await audit(data.log)).code).toBe(0);
  });

  it('is caught when ledger and tiles were changed alike', async () => {
    await tamper(join(data.dir, 'ledger', 'data.mdb'), (bytes) => replaced(bytes, actorOf(17), CHANGED));
    await tamper(file('tile/entries/000'), (bytes) => replaced(bytes, actorOf(17), CHANGED));
    expect(await audit()).toMatchObject({ code: 1, entry: 17, path: 'tile/entries/000' });
  });

  it('is caught when two entries changed places', async () => {
    await changeEntries('tile/entries/000', 256, (entries) => {
      [entries[3], entries[200]] = [entries[200] as Uint8Array, entries[3] as Uint8Array];
      return entries;
    });
    expect(await audit()).toMatchObject({ code: 1, entry: 3, path: 'tile/entries/000' });
  });

  it('is caught when one was dropped in the middle', async () => {
    await changeEntries('tile/entries/000', 256, (entries) => entries.toSpliced(100, 1));
    expect(await audit()).toMatchObject({ code: 1, path: 'tile/entries/000' });
  });

  it('is caught when one was dropped and the next took its place', async () => {
    await changeEntries('tile/entries/000', 256, (entries) => [
      ...entries.toSpliced(100, 1),
      data.entries[256] as Uint8Array,
    ]);
    await changeEntries('tile/entries/001.p/44', 44, (entries) => [...entries.slice(1), entries[43] as Uint8Array]);
    expect(await audit()).toMatchObject({ code: 1, entry: 100 });
  });

  it('is caught when one was put in', async () => {
    await changeEntries('tile/entries/001.p/44', 44, (entries) => [entries[0] as Uint8Array, ...entries]);
    expect(await audit()).toMatchObject({ code: 1, path: 'tile/entries/001.p/44' });
  });

  it('is caught when the ledger lost its end', async () => {
    const shorter = await dataFolderOf(join(folder.path, 'shorter'), SIZE - 10);
    await copyFile(join(shorter.dir, 'ledger', 'data.mdb'), join(data.dir, 'ledger', 'data.mdb'));
    expect(await audit()).toMatchObject({
      code: 1,
      entry: SIZE - 10,
      sentence: expect.stringMatching(/dropped from the ledger/),
    });
  });

  it.each([
    ['a hash tile', 'tile/0/000', (bytes: Buffer) => ((bytes[40] = (bytes[40] as number) ^ 1), bytes)],
    ['a tile of the level above', 'tile/1/000.p/1', (bytes: Buffer) => ((bytes[0] = (bytes[0] as number) ^ 1), bytes)],
    ['the checkpoint’s root', 'checkpoint', (bytes: Buffer) => ((bytes[33] = (bytes[33] as number) ^ 1), bytes)],
    ['the checkpoint’s signature', 'checkpoint', (bytes: Buffer) => ((bytes[bytes.length - 9] = 65), bytes)],
    ['a tile cut short', 'tile/0/000', (bytes: Buffer) => bytes.subarray(0, -1)],
    ['a tile with bytes behind it', 'tile/0/000', (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(32)])],
    ['a bundle cut short', 'tile/entries/000', (bytes: Buffer) => bytes.subarray(0, -1)],
    ['a bundle with bytes behind it', 'tile/entries/001.p/44', (bytes: Buffer) => Buffer.concat([bytes, Buffer.of(0)])],
    ['an empty tile', 'tile/0/001.p/44', () => Buffer.alloc(0)],
    ['a checkpoint of nothing', 'checkpoint', () => Buffer.alloc(0)],
  ] as const)('is caught in %s', async (_, path, change) => {
    await tamper(file(path), change);
    expect(await audit(data.log)).toMatchObject({
      code: 1,
      verdict: 'tampered',
      path,
      sentence: expect.stringContaining(path),
    });
  });

  it('is caught when a tile is gone', async () => {
    await rm(file('tile/entries/000'));
    expect(await audit()).toMatchObject({ code: 1, path: 'tile/entries/000' });
  });

  it('does not fill the memory of whoever looks at a tile of a terabyte', async () => {
    await truncate(file('tile/0/000'), 2 ** 40);
    expect(await audit()).toMatchObject({ code: 1, path: 'tile/0/000' });
  });
});

describe.each([0, 1, 2, 255, 256, 257, 512, 1_025])('a sound log of %d entries', (size) => {
  it('passes', async () => {
    const sound = await dataFolderOf(join(folder.path, 'sound'), size);
    const run = await verify(folder.path, ['--log', sound.dir, '--key', sound.key.verifier.text]);
    expect(run).toMatchObject({ code: 0, verdict: 'sound', size });
  });
});

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { entries, writtenLog, type WrittenLog } from '../testing/written-log.fixture.js';
import type { Tree } from '../tiles/log-writer.js';
import { fsck } from './fsck.js';

let log: WrittenLog;
let before: Tree;
let tree: Tree;
beforeAll(async () => {
  log = await writtenLog(300);
  before = await log.writer.seal();
  await log.writer.append(entries(300, 400));
  tree = await log.writer.seal();
});
afterAll(async () => log[Symbol.asyncDispose]());

/** What fsck finds while one bit of a file is flipped. */
async function faultOf(of: Tree, path: string, at: number): Promise<unknown> {
  const file = join(log.dir, path);
  const bytes = readFileSync(file);
  const changed = Buffer.from(bytes);
  changed[at]! ^= 1;
  writeFileSync(file, changed);
  const fault: unknown = await fsck({ files: log.files, ...of }).catch((error: unknown) => error);
  writeFileSync(file, bytes);
  return fault;
}

it('finds nothing in a sound folder, whichever of its checkpoints is asked', async () => {
  for (const sound of [before, tree]) await fsck({ files: log.files, ...sound });
});

it('holds partial tiles that wider ones took the place of against the tree', async () => {
  expect(await faultOf(tree, 'tile/0/001.p/44', 32 * 3)).toMatchObject({
    kind: 'tile',
    message: 'tile/0/001.p/44 was changed: it differs from tile/0/001.p/144, which is the tile of the tree',
  });
  const path = 'tile/entries/001.p/44';
  expect(await faultOf(tree, path, 2 + 5)).toMatchObject({ kind: 'entry', path, entry: 256 });
});

it('holds tiles that wait for the next checkpoint against the tree as far as it goes', async () => {
  const path = 'tile/0/001.p/144';
  expect(await faultOf(before, path, 32 * 43)).toMatchObject({ kind: 'tile', path });
  expect(await faultOf(before, path, 32 * 44)).toBeUndefined();
});

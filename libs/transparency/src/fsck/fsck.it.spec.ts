import { afterAll, describe, expect, it } from '@jest/globals';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { leafHash, treeSize } from '../merkle/hash.js';
import { rootOfHashes } from '../merkle/root-of-hashes.js';
import { entry, writtenLog, type WrittenLog } from '../testing/written-log.fixture.js';
import { decodeBundle, encodeBundle } from '../tiles/entry-bundle.js';
import { LogFault, LogUnreachable } from '../tiles/log-files.js';
import { logOverHttp } from '../tiles/log-over-http.js';
import type { Tree } from '../tiles/log-writer.js';
import { fsck } from './fsck.js';

const SIZE = 70_000;
const BUNDLE = 'tile/entries/005';
const FIRST = 5 * 256;

const logs = new Map<number, Promise<{ log: WrittenLog; tree: Tree }>>();
afterAll(async () => {
  for (const { log } of await Promise.all(logs.values())) await log[Symbol.asyncDispose]();
});

const soundLog = (size: number) => {
  const made = logs.get(size) ?? writtenLog(size).then(async (log) => ({ log, tree: await log.writer.seal() }));
  logs.set(size, made);
  return made;
};

/** What fsck says about a sound log after the attack, which is taken back afterwards. */
async function attacked(attack: (log: WrittenLog) => void, size = SIZE): Promise<LogFault> {
  const { log, tree } = await soundLog(size);
  touched.clear();
  attack(log);
  try {
    await fsck({ files: log.files, ...tree });
  } catch (fault) {
    if (fault instanceof LogFault) return fault;
    throw fault;
  } finally {
    for (const [file, bytes] of touched) writeFileSync(file, bytes);
  }
  throw new Error('not caught');
}

/** Files that an attack changed, as they were. */
const touched = new Map<string, Buffer>();

function touch(log: WrittenLog, path: string): string {
  const file = join(log.dir, path);
  if (!touched.has(file)) touched.set(file, readFileSync(file));
  return file;
}

function edit(log: WrittenLog, path: string, change: (bytes: Buffer) => Uint8Array): void {
  const file = touch(log, path);
  writeFileSync(file, change(readFileSync(file)));
}

function editEntries(log: WrittenLog, change: (entries: Uint8Array[]) => Uint8Array[]): void {
  edit(log, BUNDLE, (bytes) => {
    const decoded = decodeBundle(bytes, 256);
    if (!('entries' in decoded)) throw new Error(decoded.fault);
    return encodeBundle(change([...decoded.entries]));
  });
}

const flip = (at: number) => (bytes: Buffer) => {
  bytes[at]! ^= 1;
  return bytes;
};

describe('fsck', () => {
  it('passes the sound logs that the attacks below change', async () => {
    for (const size of [300, SIZE]) {
      const { log, tree } = await soundLog(size);
      await fsck({ files: log.files, ...tree });
    }
  });

  it('names the entry whose bytes were changed', async () => {
    const fault = await attacked((log) => editEntries(log, (all) => all.with(7, Buffer.from('entry 1286'))));
    expect(fault).toMatchObject({ kind: 'entry', path: BUNDLE, entry: FIRST + 7 });
    expect(fault.message).toBe(`entry 1287 was changed: ${BUNDLE} has other bytes than the tree says`);
  });

  it('names the entry that was changed in the unfinished bundle', async () => {
    const path = 'tile/entries/001.p/44';
    const fault = await attacked((log) => edit(log, path, flip(-1 + 2 + 5)), 300);
    expect(fault).toMatchObject({ kind: 'entry', path, entry: 256 });
    expect(fault.message).toContain('entry 256 was changed');
  });

  it('names the first of two entries that changed places', async () => {
    const fault = await attacked((log) => editEntries(log, (all) => all.with(3, all[9]!).with(9, all[3]!)));
    expect(fault).toMatchObject({ kind: 'entry', path: BUNDLE, entry: FIRST + 3 });
  });

  it('names the place of an entry that was dropped from a bundle', async () => {
    const fault = await attacked((log) => editEntries(log, (all) => all.toSpliced(100, 1)));
    expect(fault).toMatchObject({ kind: 'malformed', path: BUNDLE, entry: FIRST + 255 });
    expect(fault.message).toBe(`${BUNDLE} has been cut short, at entry 1535`);
  });

  it('names the place of an entry that was dropped, with the later ones moved up', async () => {
    const fault = await attacked((log) => editEntries(log, (all) => [...all.toSpliced(100, 1), entry(FIRST + 256)]));
    expect(fault).toMatchObject({ kind: 'entry', path: BUNDLE, entry: FIRST + 100 });
  });

  it('names the place of an entry that was put in', async () => {
    const inserted = await attacked((log) => editEntries(log, (all) => all.toSpliced(100, 0, entry(1)).slice(0, 256)));
    expect(inserted).toMatchObject({ kind: 'entry', path: BUNDLE, entry: FIRST + 100 });
    const longer = await attacked((log) => editEntries(log, (all) => all.toSpliced(100, 0, entry(1))));
    expect(longer).toMatchObject({ kind: 'malformed', path: BUNDLE });
    expect(longer.message).toContain('more bytes than its entries');
  });

  it('names the tile whose hash was changed, at each level', async () => {
    const low = await attacked((log) => edit(log, 'tile/0/005', flip(32 * 9)));
    expect(low).toMatchObject({ kind: 'tile', path: 'tile/0/005', entry: FIRST + 9 });
    expect(low.message).toBe('tile/0/005 was changed: it has another hash for entry 1289 than the tree says');
    const high = await attacked((log) => edit(log, 'tile/1/000', flip(32 * 5)));
    expect(high).toMatchObject({ kind: 'tile', path: 'tile/1/000', entry: FIRST });
    expect(high.message).toContain('another hash for entries 1280 to 1535');
    const top = await attacked((log) => edit(log, 'tile/2/000.p/1', flip(0)));
    expect(top).toMatchObject({ kind: 'tile', path: 'tile/2/000.p/1' });
  });

  it('names the entries that were changed together with their tile', async () => {
    const fault = await attacked((log) => {
      editEntries(log, (all) => all.with(7, Buffer.from('entry 1286')));
      edit(log, 'tile/0/005', (bytes) => (bytes.set(leafHash(Buffer.from('entry 1286')), 7 * 32), bytes));
    });
    expect(fault).toMatchObject({ kind: 'entry', path: BUNDLE, entry: FIRST });
    expect(fault.message).toContain('entries 1280 to 1535 were changed, together with their tile');
  });

  it('says so when a whole other history stands under the checkpoint', async () => {
    await using log = await writtenLog(300);
    const tree = await log.writer.seal();
    await using other = await writtenLog(0);
    await other.writer.append(Array.from({ length: 300 }, (_, i) => entry(i === 8 ? 9 : i)));
    await other.writer.seal();
    const error = await fsck({ files: other.files, ...tree }).catch((fault: unknown) => fault);
    expect(error).toMatchObject({ kind: 'root', path: 'checkpoint' });
  });

  it.each(['tile/entries/005', 'tile/0/005', 'tile/1/000', 'tile/1/001.p/17', 'tile/0/x000/273'])(
    'names a file that is gone or not whole: %s',
    async (path) => {
      const file = path === 'tile/0/x000/273' ? 'tile/0/273.p/112' : path;
      const gone = await attacked((log) => rmSync(touch(log, file)));
      expect(gone).toMatchObject({ kind: 'missing', path: file, message: `${file} is missing` });
      const cut = await attacked((log) => edit(log, file, (bytes) => bytes.subarray(0, -1)));
      expect(cut).toMatchObject({ kind: 'malformed', path: file });
      const longer = await attacked((log) => edit(log, file, (bytes) => Buffer.concat([bytes, Buffer.of(0)])));
      expect(longer).toMatchObject({ kind: 'malformed', path: file });
      const huge = await attacked((log) =>
        edit(log, file, (bytes) => Buffer.concat([bytes, Buffer.alloc(20_000_000)])),
      );
      expect(huge).toMatchObject({ kind: 'malformed', path: file });
      expect(huge.message).toMatch(/more than the \d+ bytes/);
    },
  );

  it('holds little, however large the log', async () => {
    // A tree of 2^40 leaves that are all alike: each level's tiles are alike too, so that it can be read from memory.
    let tile = Buffer.concat(Array.from({ length: 256 }, () => leafHash(entry(0))));
    const bundle = encodeBundle(Array.from({ length: 256 }, () => entry(0)));
    const levels = [tile];
    for (let level = 1; level < 5; level++) {
      const root = rootOfHashes(tile);
      tile = Buffer.concat(Array.from({ length: 256 }, () => root));
      levels.push(tile);
    }
    const size = treeSize(256 ** 5);
    const files = {
      place: 'memory',
      read: async (path: string) => (path.startsWith('tile/entries') ? bundle : levels[Number(path.split('/')[1])]),
    };
    const stop = new AbortController();
    let checked = 0;
    const before = process.memoryUsage().arrayBuffers;
    const onProgress = (entries: number) => {
      checked = entries;
      if (entries >= 500_000) stop.abort();
    };
    const tree: Tree = { size, root: rootOfHashes(tile) };
    await expect(fsck({ files, ...tree, onProgress, signal: stop.signal })).rejects.toThrow(/abort/);
    expect(checked).toBeGreaterThanOrEqual(500_000);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1024 * 1024);
  });
});

describe('fsck over HTTP', () => {
  it('reads a sound log, and tells a broken one from a server that does not answer', async () => {
    await using log = await writtenLog(3_000);
    const tree = await log.writer.seal();
    let answer: 'file' | 'fail' | 'endless' = 'file';
    const server = createServer((request, response) => {
      if (answer === 'fail') return void response.writeHead(500).end();
      if (answer === 'endless') {
        const chunk = Buffer.alloc(1 << 20);
        const pump = () => void response.write(chunk, (error) => error ?? setImmediate(pump));
        return pump();
      }
      log.files.read(request.url!.slice('/log/'.length), 1 << 24).then(
        (bytes) => void response.writeHead(bytes === undefined ? 404 : 200).end(bytes),
        () => response.destroy(),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const files = logOverHttp(`http://127.0.0.1:${port}/log/`);
      await fsck({ files, ...tree });
      answer = 'fail';
      await expect(fsck({ files, ...tree })).rejects.toThrow(LogUnreachable);
      answer = 'endless';
      await expect(fsck({ files, ...tree })).rejects.toThrow(/more than the \d+ bytes/);
      answer = 'file';
      rmSync(join(log.dir, 'tile/0/007'));
      await expect(fsck({ files, ...tree })).rejects.toThrow('tile/0/007 is missing');
    } finally {
      server.closeAllConnections();
      server.close();
    }
    await expect(fsck({ files: logOverHttp('http://127.0.0.1:9'), ...tree })).rejects.toThrow(LogUnreachable);
  });
});

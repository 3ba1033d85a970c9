import { describe, expect, it } from '@jest/globals';
import { memoryLedger, START, type LedgerStore } from '@tallystick/ledger-store';
import { waitUntil } from '@tallystick/testing';
import { verifyConsistency } from '@tallystick/transparency';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleOf } from './bundle-starts.js';
import { appendEvents, checkedEntries, logFolderOf, startKeeper, withChangedEvent } from './notary.fixture.js';
import type { LogParts } from './log-parts.js';

const sizeIn = async (parts: LogParts) => (await parts.published.latest())?.size;
const covered = (parts: LogParts, size: number) => waitUntil(async () => (await sizeIn(parts)) === size);

async function entriesOf(store: LedgerStore): Promise<Buffer[]> {
  const { events } = await store.readAll({ after: START, limit: 100_000 });
  return events.map(({ entry }) => Buffer.from(entry));
}

/** A ledger of `size` events whose log has been written, and stopped. */
async function writtenLog(store: LedgerStore, parts: LogParts, size: number): Promise<void> {
  await appendEvents(store, 'intake-http.0', 0, size);
  const { keeper } = await startKeeper(store, parts);
  await covered(parts, size);
  await keeper.stop();
}

describe('the notary', () => {
  it('signs the empty log, then covers every event in order, within the second', async () => {
    await using folder = await logFolderOf();
    const parts = await folder.parts();
    const store = memoryLedger();
    const { keeper, observer } = await startKeeper(store, parts);
    await covered(parts, 0);
    await appendEvents(store, 'intake-http.0', 0, 700);
    await appendEvents(store, 'intake-http.1', 0, 3);
    await covered(parts, 703);
    await appendEvents(store, 'intake-http.1', 3, 4);
    keeper.publishSoon();
    await covered(parts, 704);
    await keeper.stop();
    expect(await checkedEntries(parts)).toEqual(await entriesOf(store));
    expect(statSync(join(folder.dir.path, 'keys/log.key')).mode & 0o777).toBe(0o600);
    expect(observer.stop).toBeNull();
    const sizes = observer.checkpoints.map(({ size }) => size);
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
  });

  it('goes on after its files were left in any state behind the checkpoint, and contradicts none it signed', async () => {
    await using folder = await logFolderOf();
    const parts = await folder.parts();
    const store = memoryLedger();
    const seen = [];
    for (let size = 0; size < 1_600; size += 260) {
      await appendEvents(store, 'intake-http.0', size, size + 260);
      const { keeper } = await startKeeper(store, parts);
      await covered(parts, size + 260);
      await keeper.stop();
      seen.push((await parts.published.latest())!);
      // As after a kill between the tiles and the checkpoint: too many records, half a file.
      writeFileSync(parts.startsFile, Buffer.concat([readFileSync(parts.startsFile), Buffer.alloc(8 * 3 + 5, 7)]));
      writeFileSync(join(parts.published.dir, 'tile/0/001.tmp'), 'half');
    }
    expect(await checkedEntries(parts)).toEqual(await entriesOf(store));
    const last = seen.at(-1)!;
    for (const old of seen) {
      const proof = await parts.published.nodes.consistencyProof(old.size, last.size);
      const claim = { oldSize: old.size, oldRoot: old.root, size: last.size, root: last.root, proof };
      expect(verifyConsistency(claim)).toBe(true);
    }
    const { events } = await store.readAll({ after: START, limit: 100_000 });
    for (const index of [0, 255, 256, 1_000, 1_559]) {
      const found = await bundleOf(parts.startsFile, events[index]!.position, Math.ceil(last.size / 256));
      expect(found?.bundle).toBe(Math.floor(index / 256));
    }
  });

  it('makes the places of its bundles anew when they are gone or wrong', async () => {
    await using folder = await logFolderOf();
    const parts = await folder.parts();
    const store = memoryLedger();
    await writtenLog(store, parts, 1_000);
    const sound = readFileSync(parts.startsFile);
    for (const spoil of [() => rmSync(parts.startsFile), () => writeFileSync(parts.startsFile, Buffer.alloc(32, 1))]) {
      spoil();
      const { keeper, observer } = await startKeeper(store, parts);
      await waitUntil(() => observer.stop === null);
      await keeper.stop();
      expect(readFileSync(parts.startsFile)).toEqual(sound);
    }
  });

  it('is byte for byte the log that any other notary makes of the ledger', async () => {
    await using one = await logFolderOf();
    await using two = await logFolderOf();
    const store = memoryLedger();
    const [first, second] = [await one.parts(), await two.parts()];
    await writtenLog(store, first, 600);
    const { keeper } = await startKeeper(store, second);
    await covered(second, 600);
    await keeper.stop();
    const [a, b] = [(await first.published.latest())!, (await second.published.latest())!];
    expect(a.note.text).toBe(b.note.text);
    for (const tile of ['tile/0/001', 'tile/entries/002.p/88', 'tile/1/000.p/2']) {
      expect(readFileSync(join(first.published.dir, tile))).toEqual(readFileSync(join(second.published.dir, tile)));
    }
  });

  it('lets one process write, and another take over when that one ends', async () => {
    await using folder = await logFolderOf();
    const [one, two] = [await folder.parts(), await folder.parts()];
    const store = memoryLedger();
    const first = await startKeeper(store, one);
    await covered(one, 0);
    const second = await startKeeper(store, two);
    await waitUntil(() => second.observer.stops.length > 2);
    await appendEvents(store, 'intake-http.0', 0, 10);
    await covered(two, 10);
    expect(second.observer.checkpoints).toEqual([]);
    await first.keeper.stop();
    await appendEvents(store, 'intake-http.0', 10, 20);
    await waitUntil(() => second.observer.checkpoints.at(-1)?.size === 20);
    await second.keeper.stop();
  });
});

describe('the notary does not sign', () => {
  it('for a ledger that is older than its log', async () => {
    await using folder = await logFolderOf();
    const parts = await folder.parts();
    await writtenLog(memoryLedger(), parts, 600);
    const older = memoryLedger();
    await appendEvents(older, 'intake-http.0', 0, 300);
    const { keeper, observer } = await startKeeper(older, parts);
    await waitUntil(() => typeof observer.stop === 'string');
    expect(observer.stop).toMatch(/^the ledger is older than its log: it holds 300 events, but .* of 600\. Bring back/);
    await appendEvents(older, 'intake-http.0', 300, 900);
    await waitUntil(() => observer.stop?.includes('another event than entry') === true);
    await keeper.stop();
    expect(await sizeIn(parts)).toBe(600);
  });

  it.each([
    ['the last entries', 'tile/entries/002.p/88', /entry \d+ in tile.entries.002\.p.88 does not hash/],
    ['the last hashes', 'tile/0/002.p/88', /right edge do not hash to the root/],
    ['the upper hashes', 'tile/1/000.p/2', /right edge do not hash to the root/],
  ])('when %s were changed', async (_, path, reason) => {
    await using folder = await logFolderOf();
    const parts = await folder.parts();
    const store = memoryLedger();
    await writtenLog(store, parts, 600);
    const file = join(parts.published.dir, path);
    const sound = readFileSync(file);
    writeFileSync(file, Buffer.from(sound).fill(sound[40]! ^ 1, 40, 41));
    await appendEvents(store, 'intake-http.0', 600, 700);
    const { keeper, observer } = await startKeeper(store, parts);
    await waitUntil(() => reason.test(observer.stop ?? ''));
    expect(await sizeIn(parts)).toBe(600);
    // Mended, it goes on by itself.
    writeFileSync(file, sound);
    await covered(parts, 700);
    await keeper.stop();
  });

  it('under another key than the one that signed the checkpoint, but with both', async () => {
    await using folder = await logFolderOf();
    const parts = await folder.parts();
    const store = memoryLedger();
    await writtenLog(store, parts, 5);
    const keyFile = join(folder.dir.path, 'keys/log.key');
    const old = readFileSync(keyFile, 'utf8');
    rmSync(keyFile);
    const other = await folder.parts();
    const refused = await startKeeper(store, other);
    await waitUntil(() => refused.observer.stop?.includes('cannot be continued') === true);
    await refused.keeper.stop();
    writeFileSync(keyFile, `${readFileSync(keyFile, 'utf8').trim()}\n${old}`, { mode: 0o600 });
    const both = await folder.parts();
    await appendEvents(store, 'intake-http.0', 5, 6);
    const { keeper } = await startKeeper(store, both);
    await covered(both, 6);
    await keeper.stop();
    expect((await both.published.latest())!.signedBy).toHaveLength(2);
  });

  it('over a checkpoint that somebody else put there', async () => {
    await using folder = await logFolderOf();
    const parts = await folder.parts();
    const store = memoryLedger();
    await appendEvents(store, 'intake-http.0', 0, 5);
    const before = await parts.published.publish({ size: 3 as never, root: new Uint8Array(32) }, undefined);
    await expect(parts.published.publish({ size: 4 as never, root: new Uint8Array(32) }, undefined)).rejects.toThrow(
      /somebody else published a checkpoint of 3 entries/,
    );
    await expect(parts.published.publish({ size: 2 as never, root: new Uint8Array(32) }, before)).rejects.toThrow(
      'a checkpoint of 2 entries must not take the place of one of 3',
    );
  });

  it('from the self-audit on that finds an old event changed, also after a restart, until it is mended', async () => {
    await using folder = await logFolderOf();
    const parts = await folder.parts();
    const store = memoryLedger();
    await writtenLog(store, parts, 900);
    const changed = withChangedEvent(store, 10n);
    const first = await startKeeper(changed, parts);
    await waitUntil(() => first.observer.stop?.includes('at position 10 is not entry 9 of its log') === true);
    await first.keeper.stop();
    await appendEvents(store, 'intake-http.0', 900, 910);
    const second = await startKeeper(changed, parts);
    await waitUntil(() => second.observer.stop?.includes('is not entry 9 of its log') === true);
    await second.keeper.stop();
    expect(await sizeIn(parts)).toBe(900);
    const { keeper, observer } = await startKeeper(store, parts);
    await covered(parts, 910);
    await waitUntil(() => observer.passes > 0);
    await keeper.stop();
  });
});

import { describe, expect, it } from '@jest/globals';
import { soundUsageEvent } from '@tallystick/events/contract';
import { openLmdbLedger, START } from '@tallystick/ledger-store';
import { seededRandom, tempDir, waitUntil } from '@tallystick/testing';
import {
  fsck,
  leafHash,
  logFolder,
  openCheckpoint,
  parseVerifierKey,
  TileNodes,
  verifyConsistency,
  type OpenedCheckpoint,
} from '@tallystick/transparency';
import { setTimeout as delay } from 'node:timers/promises';
import { join } from 'node:path';
import { startLedger, type LedgerProcess } from '../testing/ledger-process.fixture.js';

const SEED = 6;
const KILLS = 8;
/** A life ends up to a second after it has served up to so many new ones: a slow machine serves fewer in the same time. */
const MOST_SERVED = 5;
const BATCH = 150;

const usage = (id: string) => ({ ...soundUsageEvent(), time: '2020-01-01T00:00:00Z', id });

/** Sends batches, and keeps every checkpoint that is served by its text, until the ledger is gone. */
async function load(ledger: LedgerProcess, name: string, served: Map<string, Uint8Array>): Promise<void> {
  const until = async (act: (n: number) => Promise<void>): Promise<void> => {
    for (let n = 0; ledger.isRunning(); n++) {
      try {
        await act(n);
      } catch (error) {
        // fetch says so when the connection broke; the exit is noticed a moment later.
        if ((error as Error).message !== 'fetch failed' && (error as Error).message !== 'terminated') throw error;
      }
    }
  };
  const send = async (n: number) => {
    await ledger.post(Array.from({ length: BATCH }, (_, i) => usage(`${name}-${n}-${i}`)));
  };
  // Each asks for more than the last, so that checkpoints are published as fast as they can be.
  let size = 0;
  const look = async () => {
    const answer = await fetch(`${ledger.url}/log/checkpoint?atLeast=${size + 1}`);
    if (!answer.ok) return;
    const note = new Uint8Array(await answer.arrayBuffer());
    const text = Buffer.from(note).toString();
    size = Number(text.split('\n')[1]);
    served.set(text, note);
  };
  await Promise.all([until(send), until(look)]);
}

describe('a ledger killed under load', () => {
  it('leaves a log that is whole, holds every event, and contradicts no checkpoint it ever served', async () => {
    await using dir = await tempDir('notary-kill');
    const random = seededRandom(SEED);
    const served = new Map<string, Uint8Array>();
    let key = '';
    for (let kill = 0; kill < KILLS; kill++) {
      const ledger = await startLedger(dir.path);
      key = (await (await fetch(`${ledger.url}/log/key`)).text()).trim();
      const enough = served.size + Math.floor(random.next() * (MOST_SERVED + 1));
      const loading = load(ledger, `k${kill}`, served);
      await waitUntil(() => served.size >= enough);
      await delay(random.next() * 1_000);
      await ledger.kill();
      await loading;
    }
    const last = await startLedger(dir.path);
    await last.post([usage('the last one')]);
    const ledger = await openLmdbLedger({ dir: join(dir.path, 'ledger') });
    const size = Number(await ledger.tail());
    const covering = await waitUntil(async () => {
      const answer = await fetch(`${last.url}/log/checkpoint?atLeast=${size}`);
      return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : undefined;
    });
    await last.stop();

    const open = (note: Uint8Array): OpenedCheckpoint => openCheckpoint(note, [parseVerifierKey(key)]);
    const final = open(covering);
    expect(final.size).toBe(size);
    const files = logFolder(join(dir.path, 'log'));
    let after = START;
    await fsck({
      files,
      size: final.size,
      root: final.root,
      onEntries: async (_, entries) => {
        const { events } = await ledger.readAll({ after, limit: entries.length });
        expect(entries.map(leafHash)).toEqual(events.map(({ entry }) => leafHash(entry)));
        after = events.at(-1)!.position;
      },
    });
    await ledger.close();

    expect(served.size).toBeGreaterThan(2 * KILLS);
    const nodes = new TileNodes(files);
    for (const old of [...served.values()].map(open)) {
      const proof = await nodes.consistencyProof(old.size, final.size);
      const claim = { oldSize: old.size, oldRoot: old.root, size: final.size, root: final.root, proof };
      expect({ size: old.size, consistent: verifyConsistency(claim) }).toEqual({ size: old.size, consistent: true });
    }
  });
});

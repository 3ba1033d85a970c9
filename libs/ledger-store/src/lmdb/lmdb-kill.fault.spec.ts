import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newEvents } from '../contract.js';
import { START, type LedgerEvent, type LedgerStore, type Position } from '../port/ledger-store.js';
import { openLmdbLedger } from './lmdb-ledger.js';

const program = fileURLToPath(new URL('../../dist/lmdb/appending-process.js', import.meta.url));
const ROUNDS = 20;
const MAX_LIFE_MS = 120;
const SEED = 20_260_504;

/** What a child said was durable, and when it was killed. */
interface Child {
  readonly process: ChildProcess;
  readonly durable: string[];
  readonly ended: Promise<unknown>;
}

function startChild(dir: string, own: string): Child {
  const child = spawn(process.execPath, [program, dir, own, 'shared'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const durable: string[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => durable.push(line));
  return { process: child, durable, ended: Promise.all([once(child, 'exit'), once(lines, 'close')]) };
}

async function firstLine(child: Child): Promise<void> {
  while (child.durable.length === 0) {
    if (child.process.exitCode !== null) throw new Error(`the child ended with ${child.process.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function readAfter(ledger: LedgerStore, after: Position): Promise<LedgerEvent[]> {
  const all: LedgerEvent[] = [];
  for (let at = after; ;) {
    const page = await ledger.readAll({ after: at, limit: 1_000 });
    all.push(...page.events);
    at = page.last;
    if (page.atEnd) return all;
  }
}

describe('the embedded ledger when its processes are killed', () => {
  let dir: string;
  let ledger: LedgerStore;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'tallystick-kill-'));
    ledger = await openLmdbLedger({ dir });
  });
  afterEach(async () => {
    await ledger.close();
    await rm(dir, { recursive: true });
  });

  it(`keeps all that was answered for, whole and in order, over ${ROUNDS} kills of two writers (seed ${SEED})`, async () => {
    let state = SEED;
    const random = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
    const claimed: string[] = [];
    const followed: LedgerEvent[] = [];
    let last: Position = START;
    // A reader in a third process's place: follows all along and must see every event once.
    const follow = async (): Promise<void> => {
      const more = await readAfter(ledger, last);
      followed.push(...more);
      last = more.at(-1)?.position ?? last;
    };
    for (let round = 0; round < ROUNDS; round += 1) {
      const children = [startChild(dir, 'own-a'), startChild(dir, 'own-b')];
      await Promise.all(children.map(firstLine));
      const lives = children.map(async ({ process: child }) => {
        const lifeMs = random() * MAX_LIFE_MS;
        await new Promise((resolve) => setTimeout(resolve, lifeMs));
        child.kill('SIGKILL');
      });
      await follow();
      await Promise.all(lives);
      await follow();
      await Promise.all(children.map((child) => child.ended));
      await follow();
      const visible = new Set(followed.map((event) => `${event.stream} ${event.revision}`));
      for (const child of children) {
        claimed.push(...child.durable);
        // What a child was answered for is seen by others, without any further write.
        for (const line of child.durable)
          if (!visible.has(line.replace(/ \d+ /, ' '))) throw new Error(`not seen: ${line}`);
      }
    }
    // An append that was on disk when its process died, before anybody was told, shows with the next write.
    await ledger.append('end', newEvents(1), 'no-stream');
    await follow();
    expect(followed.at(-1)?.stream).toBe('end');
    followed.pop();

    // Opened anew, it holds what the reader saw: dense positions, entries whole, revisions without gaps.
    await ledger.close();
    ledger = await openLmdbLedger({ dir });
    const all = await readAfter(ledger, START);
    all.pop();
    expect(all.map((event) => event.id)).toEqual(followed.map((event) => event.id));
    const ends = new Map<string, bigint>();
    all.forEach((event, i) => {
      if (event.position !== BigInt(i + 1)) throw new Error(`position ${event.position} at index ${i}`);
      if (event.revision !== (ends.get(event.stream) ?? -1n) + 1n) throw new Error(`gap in ${event.stream}`);
      if (BigInt(event.data['revision'] as number) !== event.revision) throw new Error(`torn entry in ${event.stream}`);
      if (event.stream !== 'shared' && event.data['writer'] !== event.stream)
        throw new Error('an entry in a foreign stream');
      ends.set(event.stream, event.revision);
    });
    expect([...ends.keys()].sort()).toEqual(['own-a', 'own-b', 'shared']);
    expect(claimed.length).toBeGreaterThan(ROUNDS);
    const heldRanges = new Set<string>();
    for (const line of claimed) {
      const [stream, first, end] = line.split(' ') as [string, string, string];
      expect(ends.get(stream)).toBeGreaterThanOrEqual(BigInt(end));
      expect(heldRanges.has(`${stream} ${first}`)).toBe(false); // no revision was promised to two writers
      heldRanges.add(`${stream} ${first}`);
    }
  });
});

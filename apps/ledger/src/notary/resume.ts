import { START, type LedgerEvent, type LedgerStore, type Position } from '@tallystick/ledger-store';
import { EMPTY_ROOT, readEntries, TILE_WIDTH, treeSize, type Tree } from '@tallystick/transparency';
import type { BundleStarts } from './bundle-starts.js';
import { leavesAfter, readLeaves } from './leaves.js';
import { NotaryRefused } from './notary-refused.js';
import type { PublishedCheckpoint, PublishedLog } from './published-log.js';
import { TileThread } from './tile-thread.js';

export interface ResumedLog {
  readonly published: PublishedCheckpoint;
  readonly thread: TileThread;
  /** Position of the last leaf under the checkpoint. */
  readonly last: Position;
}

/**
 * Takes up the log where its checkpoint stands: its tiles' right edge hashes to it, and the ledger holds its last
 * entries at that place. Reads O(log n), unless `starts` has to be made again.
 * @throws NotaryRefused | LogFault ledger and log do not agree, or the log is damaged
 */
export async function resume(store: LedgerStore, log: PublishedLog, starts: BundleStarts): Promise<ResumedLog> {
  const before = await log.latest();
  const tree: Tree = before ?? { size: treeSize(0), root: EMPTY_ROOT };
  const thread = await TileThread.open(log.dir, { size: tree.size, root: tree.root });
  try {
    const last = await agreedEnd(store, log, starts, tree.size);
    return { published: before ?? (await log.publish(tree, undefined)), thread, last };
  } catch (error) {
    await thread.close();
    throw error;
  }
}

/** Compares the last bundle with the ledger. @returns the position of its last entry */
async function agreedEnd(store: LedgerStore, log: PublishedLog, starts: BundleStarts, size: number): Promise<Position> {
  if (size === 0) {
    await starts.cutTo(0);
    return START;
  }
  const bundle = Math.ceil(size / TILE_WIDTH) - 1;
  const first = bundle * TILE_WIDTH;
  const logged = await readEntries(log.files, bundle, size - first);
  const place = await starts.at(bundle);
  let events = place === undefined ? [] : await readLeaves(store, place, logged.length);
  if (!agree(events, logged)) {
    // Whatever the records say: the ledger itself is asked before anybody is accused.
    await recordStarts(store, starts, size);
    events = await readLeaves(store, (await starts.at(bundle)) as Position, logged.length);
  }
  if (events.length < logged.length) throw olderLedger(first + events.length, size);
  const differs = logged.findIndex((entry, i) => Buffer.compare(entry, (events[i] as LedgerEvent).entry) !== 0);
  if (differs >= 0) {
    throw new NotaryRefused(
      `the ledger holds another event than entry ${first + differs} of its log: one of them was changed, or they do not belong together. Nothing is signed until the right one is back`,
    );
  }
  await starts.cutTo(bundle + 1);
  return (events.at(-1) as LedgerEvent).position;
}

const agree = (events: readonly LedgerEvent[], logged: readonly Uint8Array[]): boolean =>
  events.length === logged.length &&
  events.every(({ entry }, i) => Buffer.compare(entry, logged[i] as Uint8Array) === 0);

/** Counts through the ledger, from its start. @throws NotaryRefused it has fewer events than the log */
async function recordStarts(store: LedgerStore, starts: BundleStarts, size: number): Promise<void> {
  await starts.cutTo(0);
  let count = 0;
  let previous = START;
  for await (const { position } of leavesAfter(store, START, size)) {
    if (count % TILE_WIDTH === 0) starts.push(previous);
    previous = position;
    count += 1;
  }
  if (count < size) throw olderLedger(count, size);
  await starts.flush();
}

const olderLedger = (held: number, size: number): NotaryRefused =>
  new NotaryRefused(
    `the ledger is older than its log: it holds ${held} events, but the log has a signed checkpoint of ${size}. Bring back a ledger that holds them all (or, if they are lost, move the log away: whoever keeps an old checkpoint will see that)`,
  );

import { setTimeout as delay } from 'node:timers/promises';
import { START, type LedgerEvent, type LedgerStore, type Position } from '@tallystick/ledger-store';
import {
  HASH_BYTES,
  leafHash,
  readEntries,
  readHashTile,
  sameHash,
  TILE_WIDTH,
  TileEdge,
} from '@tallystick/transparency';
import { readLeaves } from './leaves.js';
import { NotaryRefused } from './notary-refused.js';
import type { NotaryObserver } from './notary-observer.js';
import type { PublishedLog } from './published-log.js';

export interface AuditLimits {
  /** Of one core, while it runs. */
  readonly share: number;
  /** Rest between two passes: a small log would else be read over and over. */
  readonly restMs: number;
}

export const auditLimits: AuditLimits = { share: 0.05, restMs: 10_000 };

/**
 * Compares the whole ledger with the log, over and over: every event with its entry and leaf, and all leaves with the
 * root of the checkpoint that stood when the pass began.
 */
export class SelfAudit {
  constructor(
    private readonly store: LedgerStore,
    private readonly log: PublishedLog,
    private readonly observer: NotaryObserver,
    private readonly limits: AuditLimits = auditLimits,
  ) {}

  /** Passes until `signal` aborts. @throws NotaryRefused | LogFault they do not agree */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.pass(signal);
      await pause(this.limits.restMs, signal);
    }
  }

  /** @throws NotaryRefused | LogFault they do not agree */
  async pass(signal: AbortSignal): Promise<void> {
    const checkpoint = await this.log.latest();
    if (checkpoint === undefined || checkpoint.size === 0) return;
    const edge = new TileEdge();
    let after = START;
    while (edge.size < checkpoint.size && !signal.aborted) {
      const began = performance.now();
      after = await this.#bundle(edge, after, checkpoint.size);
      this.observer.audited(edge.size);
      const busyMs = performance.now() - began;
      await pause(busyMs / this.limits.share - busyMs, signal);
    }
    if (signal.aborted) return;
    if (!sameHash(edge.root(), checkpoint.root)) {
      throw new NotaryRefused(
        `the ledger's first ${checkpoint.size} events do not hash to the root of the checkpoint of ${checkpoint.size} entries, though each agrees with its entry: tiles above them were changed`,
      );
    }
    this.observer.auditPassed(edge.size);
  }

  /** @returns the position of the bundle's last leaf */
  async #bundle(edge: TileEdge, after: Position, size: number): Promise<Position> {
    const first: number = edge.size;
    const index = first / TILE_WIDTH;
    const width = Math.min(TILE_WIDTH, size - first);
    const [events, entries, hashes] = await Promise.all([
      readLeaves(this.store, after, width),
      readEntries(this.log.files, index, width),
      readHashTile(this.log.files, { level: 0, index, width }),
    ]);
    for (let i = 0; i < width; i++) {
      const event = events[i];
      const leaf = hashes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES);
      if (event === undefined) throw gone(first + i, size);
      const made = leafHash(event.entry);
      if (!sameHash(made, leaf)) throw changed(event, first + i);
      if (Buffer.compare(event.entry, entries[i] as Uint8Array) !== 0) throw otherEntry(first + i);
      edge.append(made);
    }
    return (events.at(-1) as LedgerEvent).position;
  }
}

const gone = (index: number, size: number): NotaryRefused =>
  new NotaryRefused(`the ledger ends before entry ${index} of its log, which has a signed checkpoint of ${size}`);

const changed = ({ position }: LedgerEvent, index: number): NotaryRefused =>
  new NotaryRefused(
    `the ledger's event at position ${position} is not entry ${index} of its log any more: the ledger was changed there, or the log's tile`,
  );

const otherEntry = (index: number): NotaryRefused =>
  new NotaryRefused(`entry ${index} of the log was changed: ledger and tile have other bytes for it`);

/** Ends early, without an error, when aborted. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal, ref: false }).catch(() => undefined);
}

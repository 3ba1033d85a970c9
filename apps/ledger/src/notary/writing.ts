import type { LedgerEvent, Position } from '@tallystick/ledger-store';
import { TILE_WIDTH } from '@tallystick/transparency';
import type { BundleStarts } from './bundle-starts.js';
import type { PublishedCheckpoint, PublishedLog } from './published-log.js';
import type { ResumedLog } from './resume.js';

/** A log while it grows: what was read of the ledger, and what of it is under a checkpoint. */
export class Writing {
  /** Read on after this. */
  #last: Position;
  #lastLeaf: Position;
  #size: number;
  #published: PublishedCheckpoint;
  #oldestNewsMs: number | null = null;

  constructor(
    private readonly resumed: ResumedLog,
    private readonly starts: BundleStarts,
  ) {
    this.#last = resumed.last;
    this.#lastLeaf = resumed.last;
    this.#size = resumed.published.size;
    this.#published = resumed.published;
  }

  get last(): Position {
    return this.#last;
  }

  /** When the oldest event was recorded that is not under a checkpoint; null when all are. */
  get oldestNewsMs(): number | null {
    return this.#oldestNewsMs;
  }

  get hasNews(): boolean {
    return this.#size > this.#published.size;
  }

  async append(events: readonly LedgerEvent[], last: Position): Promise<void> {
    const [first] = events;
    if (first !== undefined) {
      this.#oldestNewsMs ??= recordedMs(first);
      for (const { position } of events) {
        if (this.#size % TILE_WIDTH === 0) this.starts.push(this.#lastLeaf);
        this.#lastLeaf = position;
        this.#size += 1;
      }
      await this.resumed.thread.append(events.map(({ entry }) => entry));
    }
    this.#last = last;
  }

  /** Tiles, then the bundles' places, then the checkpoint: each durable before the next. */
  async publish(log: PublishedLog): Promise<PublishedCheckpoint> {
    const tree = await this.resumed.thread.seal();
    await this.starts.flush();
    this.#published = await log.publish(tree, this.#published);
    this.#oldestNewsMs = null;
    await this.resumed.thread.tidy();
    return this.#published;
  }
}

/** Foreign events say nothing about when they came: now is the best that is known. */
function recordedMs({ metadata }: LedgerEvent): number {
  const at = Date.parse(String(metadata['recordedAt']));
  return Number.isNaN(at) ? Date.now() : at;
}

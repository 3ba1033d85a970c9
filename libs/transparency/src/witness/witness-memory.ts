import type { TreeSize } from '../merkle/hash.js';

/** What a witness last cosigned of one log. */
export interface SeenCheckpoint {
  readonly size: TreeSize;
  /** The note as its log signed it. */
  readonly note: Uint8Array;
}

/** A witness's memory. Losing it, or going back in it, lets a log be rewritten under the witness's eyes. */
export interface WitnessMemory {
  last(origin: string): SeenCheckpoint | undefined;
  /**
   * Compare-and-set, durable before it returns.
   * @param before what `last` gave
   * @returns false when something else stands there by now; nothing was changed
   */
  remember(origin: string, before: SeenCheckpoint | undefined, seen: SeenCheckpoint): boolean;
}

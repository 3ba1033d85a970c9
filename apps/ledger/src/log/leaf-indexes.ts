import type { LedgerStore, Position } from '@tallystick/ledger-store';
import { TILE_WIDTH, type LeafIndex } from '@tallystick/transparency';
import { bundleOf, leavesAfter } from '../notary/index.js';

/** Where in the log an event of the ledger stands: found through its bundle's place, and a count of 256 at most. */
export class LeafIndexes {
  constructor(
    private readonly store: LedgerStore,
    private readonly startsFile: string,
  ) {}

  /** @returns undefined when it is not among the first `size` leaves, or nobody knows yet */
  async of(position: Position, size: number): Promise<LeafIndex | undefined> {
    const found = await bundleOf(this.startsFile, position, Math.ceil(size / TILE_WIDTH));
    if (found === undefined || size === 0) return undefined;
    let index = found.bundle * TILE_WIDTH;
    for await (const event of leavesAfter(this.store, found.after, TILE_WIDTH)) {
      if (event.position === position) return index < size ? (index as LeafIndex) : undefined;
      index += 1;
    }
    return undefined;
  }
}

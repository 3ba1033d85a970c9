import { LedgerUnavailable, type LedgerEvent, type Position } from '@tallystick/ledger-store';
import { Problem } from '@tallystick/platform';
import type { IntakeLane } from '../intake/index.js';

/** ledger.md: receipts wait for the index to be complete, up to this. */
const COMPLETE_TIMEOUT_MS = 5_000;

/** Finds the first event of a key, the one that counts, in the whole ledger, whichever instance recorded it. */
export class FirstEvent {
  constructor(private readonly lane: IntakeLane) {}

  /** @throws Problem not-caught-up, ledger-unavailable */
  async find(key: Buffer): Promise<LedgerEvent | undefined> {
    try {
      const position = await this.position(key);
      return position === undefined ? undefined : await this.eventAt(position);
    } catch (error) {
      if (!(error instanceof LedgerUnavailable)) throw error;
      throw new Problem('ledger-unavailable', 'the ledger cannot be read at the moment', { cause: error });
    }
  }

  /**
   * What the index knows ahead of `completeUpTo` may still turn out not to be the first, also when this process noted it
   * only while we waited.
   */
  private async position(key: Buffer): Promise<Position | undefined> {
    const { index, store, follower } = this.lane;
    let known = index.find(key);
    do {
      const upTo = known?.position ?? (await store.tail());
      const complete = await follower.waitUntilComplete(upTo, COMPLETE_TIMEOUT_MS);
      if (!complete) throw new Problem('not-caught-up', 'the identity index is still following the ledger; ask again');
      known = index.find(key);
    } while (known !== undefined && known.position > index.completeUpTo());
    return known?.position;
  }

  private async eventAt(position: Position): Promise<LedgerEvent> {
    const event = await this.lane.store.eventAt(position);
    if (event === undefined) throw new Error(`the index names position ${position}, the ledger has none there`);
    return event;
  }
}

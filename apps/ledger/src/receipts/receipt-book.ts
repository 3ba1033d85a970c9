import { eventKeyOf } from '@tallystick/events';
import type { LedgerEvent } from '@tallystick/ledger-store';
import type { Checkpoints, LeafIndexes } from '../log/index.js';
import type { FirstEvent } from './first-event.js';
import type { Receipt } from './receipt.js';

/** Tells where the ledger holds an event, and the log once a checkpoint covers it. */
export class ReceiptBook {
  constructor(
    private readonly first: FirstEvent,
    private readonly checkpoints: Checkpoints,
    private readonly indexes: LeafIndexes,
  ) {}

  /** @throws Problem not-caught-up, ledger-unavailable */
  async find(source: string, id: string): Promise<Receipt | undefined> {
    const event = await this.first.find(eventKeyOf(source, id));
    if (event === undefined) return undefined;
    const leafIndex = await this.indexes.of(event.position, await this.checkpoints.size());
    return { ...receiptOf(event), ...(leafIndex === undefined ? {} : { leafIndex }) };
  }
}

const receiptOf = (event: LedgerEvent): Receipt => ({
  position: event.position.toString(),
  stream: event.stream,
  revision: Number(event.revision),
  recordedAt: String(event.metadata['recordedAt']),
});

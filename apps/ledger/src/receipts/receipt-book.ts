import { eventKeyOf } from '@tallystick/events';
import type { LedgerEvent } from '@tallystick/ledger-store';
import type { FirstEvent } from './first-event.js';
import type { Receipt } from './receipt.js';

/** Tells where the ledger holds an event. */
export class ReceiptBook {
  constructor(private readonly first: FirstEvent) {}

  /** @throws Problem not-caught-up, ledger-unavailable */
  async find(source: string, id: string): Promise<Receipt | undefined> {
    const event = await this.first.find(eventKeyOf(source, id));
    return event === undefined ? undefined : receiptOf(event);
  }
}

const receiptOf = (event: LedgerEvent): Receipt => ({
  position: event.position.toString(),
  stream: event.stream,
  revision: Number(event.revision),
  recordedAt: String(event.metadata['recordedAt']),
});

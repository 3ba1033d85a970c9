import type { LedgerStore } from '@tallystick/ledger-store';
import type { ReadModels } from '@tallystick/read-models';

export interface OpenStores {
  readonly ledger: LedgerStore;
  readonly readModels: ReadModels;
}

export interface StoreOpeners {
  openLedger(): Promise<LedgerStore>;
  openReadModels(ledger: LedgerStore): Promise<ReadModels>;
}

/**
 * The ledger and the tables, opened when they can be: the service starts, says why it is not ready, and goes on by
 * itself once they are there.
 */
export class Stores {
  private ledger: LedgerStore | undefined;
  private readModels: ReadModels | undefined;

  constructor(private readonly openers: StoreOpeners) {}

  /** Opens what is not open yet. Called by the projection only, one call at a time. */
  async open(): Promise<OpenStores> {
    this.ledger ??= await this.openers.openLedger();
    this.readModels ??= await this.openers.openReadModels(this.ledger);
    return { ledger: this.ledger, readModels: this.readModels };
  }

  get opened(): OpenStores | undefined {
    return this.ledger && this.readModels ? { ledger: this.ledger, readModels: this.readModels } : undefined;
  }

  async close(): Promise<void> {
    await this.readModels?.close();
    await this.ledger?.close();
  }
}

import type { LedgerStore } from '@tallystick/ledger-store';
import type { ReadModels } from '@tallystick/read-models';

export interface OpenStores {
  readonly ledger: LedgerStore;
  readonly readModels: ReadModels;
}

/** What the read side needs of the identity vault: who a caller is, and who they are that chose to be named. */
export interface Identities {
  /** Looks up without creating. */
  find(subject: string): Promise<string | undefined>;
  resolveAll(actors: readonly string[]): Promise<ReadonlyMap<string, string>>;
  pseudonymise(subjects: readonly string[]): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface StoreOpeners {
  openLedger(): Promise<LedgerStore>;
  openReadModels(ledger: LedgerStore): Promise<ReadModels>;
  openVault(): Promise<Identities>;
}

/**
 * The ledger and the tables, opened when they can be: the service starts, says why it is not ready, and goes on by
 * itself once they are there. The vault is opened when somebody's pseudonym is asked for first.
 */
export class Stores {
  private ledger: LedgerStore | undefined;
  private readModels: ReadModels | undefined;
  private vault: Promise<Identities> | undefined;

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

  async identities(): Promise<Identities> {
    this.vault ??= this.openers.openVault();
    try {
      return await this.vault;
    } catch (error) {
      // the next question tries again
      this.vault = undefined;
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.readModels?.close();
    await (await this.vault)?.close();
    await this.ledger?.close();
  }
}

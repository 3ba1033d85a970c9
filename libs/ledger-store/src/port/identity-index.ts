import type { Position } from './ledger-store.js';

/** One event's identity as the ledger holds it. `key` and `fingerprint` are 32 bytes (SHA-256). */
export interface IdentityEntry {
  readonly key: Uint8Array;
  readonly fingerprint: Uint8Array;
  readonly position: Position;
  readonly kind: 'recorded' | 'conflicted';
}

/**
 * eventKey -> (first position, fingerprint). A cache of the ledger: written only after the ledger's commit, may be
 * deleted at any time, and is then rebuilt. Everything is synchronous: one lane decides, looks up and notes.
 * Noting an entry again changes nothing, so whoever is unsure notes again.
 */
export interface IdentityIndex {
  /** Every event up to here is in the index; START when it knows nothing. */
  completeUpTo(): Position;
  find(key: Uint8Array): { readonly position: Position; readonly fingerprint: Uint8Array } | undefined;
  /** Whether a `UsageConflicted` for this (key, fingerprint) stands in the ledger. */
  hasConflict(key: Uint8Array, fingerprint: Uint8Array): boolean;
  /**
   * Notes events committed ahead of `completeUpTo` (another writer came between). The lower position wins.
   * @throws LedgerUnavailable the index cannot be written now; some entries may be noted
   */
  note(entries: readonly IdentityEntry[]): void;
  /**
   * Notes the ledger's next events in order: all up to `completeUpTo` is then in the index.
   * @throws LedgerUnavailable the index cannot be written now; `completeUpTo` has not moved
   */
  advance(entries: readonly IdentityEntry[], completeUpTo: Position): void;
  close(): Promise<void>;
}

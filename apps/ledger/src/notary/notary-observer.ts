import type { PublishedCheckpoint } from './published-log.js';

/** What the notary and its self-audit tell. */
export interface NotaryObserver {
  /** The log's name and verifier keys, once at the start. */
  opened(verifierKeys: readonly string[]): void;
  /** A checkpoint is published. `coverMs`: age of the oldest event that it is the first to cover; null when unknown. */
  published(checkpoint: PublishedCheckpoint, coverMs: number | null): void;
  /** When the oldest event was recorded that no checkpoint covers; null when there is none. */
  behind(oldestMs: number | null): void;
  /** So many events that this program did not append went into the log; the intake raises the alarm. */
  foreign(events: number): void;
  /** The self-audit has compared this many entries in its pass. */
  audited(entries: number): void;
  auditPassed(entries: number): void;
  witnessFailed(name: string, error: Error): void;
  /** The notary does not sign, and why; null: it works, or another process does its work. */
  stopped(reason: string | null, kind: 'refused' | 'failed'): void;
}

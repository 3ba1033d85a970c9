import type { SourceRecord, TopicPartition } from './usage-source.js';

/** A record that cannot become a ledger event. Unique by (topic, partition, offset), written at least once. */
export interface DeadLetter extends TopicPartition {
  readonly record: SourceRecord;
  /** One of the contract's error codes. */
  readonly code: string;
  /** Holds no subject. */
  readonly detail: string;
}

export interface DeadLetters {
  /**
   * Resolves when the broker acknowledged all of them on every in-sync replica. The record's key, value and headers
   * stay as they were, beside the `dlq_*` headers; what is too large for the broker is left out and stands as a hash.
   * @throws DeadLettersUnavailable some may be written; send all of them again
   */
  send(letters: readonly DeadLetter[]): Promise<void>;
  close(): Promise<void>;
}

export class DeadLettersUnavailable extends Error {
  override readonly name = 'DeadLettersUnavailable';
}

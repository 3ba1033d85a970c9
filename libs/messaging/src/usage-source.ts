/** One record as it came from the broker. */
export interface SourceRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /** The record's own timestamp, ms since the epoch. */
  readonly timestampMs: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer | string | (Buffer | string)[] | undefined>>;
}

/** What one fetch brought for one partition, in offset order. */
export interface RecordBatch {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly SourceRecord[];
  /** Offset that the next record produced will get: lag = this - last offset - 1. */
  readonly highWatermark: bigint;
  /** True once the partition was taken away or sought elsewhere: drop the batch. */
  isStale(): boolean;
  /** Tells the broker that this consumer lives; call during long work. */
  heartbeat(): Promise<void>;
}

/** What the source should do after a batch was handled. */
export type BatchOutcome =
  /** Everything before `nextOffset` is answered for: resolve and commit it. */
  | { readonly kind: 'answered'; readonly nextOffset: bigint }
  /** Go on at this offset; nothing of the batch is answered for. */
  | { readonly kind: 'seek'; readonly offset: bigint }
  /** The ledger cannot take more: pause the partition, ask again after `retryAfterMs` from the batch's first offset. */
  | { readonly kind: 'pause'; readonly retryAfterMs: number; readonly reason: string }
  /** No longer ours: forget it. */
  | { readonly kind: 'drop' };

export interface DeadLetter {
  readonly record: SourceRecord;
  readonly code: string;
  /** Holds no subject. */
  readonly detail: string;
}

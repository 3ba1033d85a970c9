/** Bounds of the Kafka intake; what a fetch may bring is bounded by the source. */
export interface KafkaLimits {
  /** Records that one turn of the lane takes. With more of them, what is made of each outlives two young collections. */
  readonly maxSliceRecords: number;
  /** Bytes of their values. */
  readonly maxSliceBytes: number;
  /** How often one slice may find its stream moved by another consumer before the partition is paused. */
  readonly maxRevisionRetries: number;
  /** Growing pause when the ledger, the vault or the dead-letter topic takes nothing. */
  readonly firstRetryMs: number;
  readonly maxRetryMs: number;
}

export const kafkaLimits: KafkaLimits = {
  maxSliceRecords: 1_000,
  maxSliceBytes: 2 * 1024 * 1024,
  maxRevisionRetries: 5,
  firstRetryMs: 250,
  maxRetryMs: 5_000,
};

/** Bounds and paces of the projection loop. Each is a trade between latency, memory and the store's rest. */
export interface ProjectionLimits {
  /** Events folded in one transaction on catch-up. */
  readonly maxBatchEvents: number;
  /** Bytes of ledger entries in one batch; two batches (one written, one read ahead) are in memory at most. */
  readonly maxBatchBytes: number;
  /** Events read and decoded in one go: bounds how long queries wait for the event loop. */
  readonly maxPageEvents: number;
  /** Live folds start at least this far apart, so that a steady trickle is folded in groups. */
  readonly minFoldIntervalMs: number;
  /** How often the ledger's end is looked at when no wake-up came: a lost hint costs at most this. */
  readonly pollMs: number;
  /** How often a standby looks at the checkpoint. */
  readonly standbyPollMs: number;
  /** A standby takes over when the checkpoint stood still for this long while the ledger went on. */
  readonly takeOverAfterMs: number;
  readonly retryFirstMs: number;
  readonly retryMaxMs: number;
}

export const PROJECTION_LIMITS: ProjectionLimits = {
  maxBatchEvents: 20_000,
  maxBatchBytes: 16 * 1024 * 1024,
  maxPageEvents: 2_000,
  minFoldIntervalMs: 50,
  pollMs: 100,
  standbyPollMs: 250,
  takeOverAfterMs: 3_000,
  retryFirstMs: 100,
  retryMaxMs: 5_000,
};

/** Bounds and paces of the projection loop. Each is a trade between latency, memory and the store's rest. */
export interface ProjectionLimits {
  /**
   * Events read, decoded and handed over in one go: bounds how long queries wait for the event loop. On catch-up the
   * tables take many pages in one transaction, live one.
   */
  readonly maxPageEvents: number;
  /** Bytes of ledger entries in one page. */
  readonly maxPageBytes: number;
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
  maxPageEvents: 2_000,
  maxPageBytes: 4 * 1024 * 1024,
  minFoldIntervalMs: 50,
  pollMs: 100,
  standbyPollMs: 250,
  takeOverAfterMs: 3_000,
  retryFirstMs: 100,
  retryMaxMs: 5_000,
};

/** Every bound of the intake in one place. */
export interface IntakeLimits {
  /** Events of HTTP requests that may wait for the lane; one more request is refused (`IntakeFull`). */
  readonly maxWaitingEvents: number;
  /** Bytes that those requests hold. */
  readonly maxWaitingBytes: number;
  /** Events that HTTP requests may share in one turn of the lane (group commit). */
  readonly maxTurnEvents: number;
  /** Events in one append, so that one transaction stays short. Bytes are bounded by the store's `maxAppendBytes`. */
  readonly maxAppendEvents: number;
  /** How often one turn may meet `WrongExpectedRevision` and decide again before it gives up. */
  readonly maxRevisionRetries: number;
  /** What a refused caller is told to wait. */
  readonly retryAfterMs: number;
  /** The longest pause between two looks whether the ledger is back, when nobody sends. */
  readonly maxRecoveryMs: number;
  /** Events that the identity follower reads in one page. */
  readonly followPageEvents: number;
  /** Callers that may wait for the index to become complete at once (receipts). */
  readonly maxCompletenessWaiters: number;
}

export const intakeLimits: IntakeLimits = {
  maxWaitingEvents: 50_000,
  maxWaitingBytes: 64 * 1024 * 1024,
  maxTurnEvents: 4_000,
  maxAppendEvents: 4_000,
  maxRevisionRetries: 5,
  retryAfterMs: 1_000,
  maxRecoveryMs: 10_000,
  followPageEvents: 2_000,
  maxCompletenessWaiters: 1_000,
};

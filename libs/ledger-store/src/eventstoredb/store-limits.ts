/** Every bound of the adapter in one place. */
export interface EventStoreLimits {
  /** An append that is not answered within this has an unknown outcome. */
  readonly appendDeadlineMs: number;
  /** A read that has not ended within this is given up. */
  readonly readDeadlineMs: number;
  /** After a failed connection, for this long everybody is told of its failure instead of trying again. */
  readonly reconnectPauseMs: number;
  /** Appends that may wait for the server at once, and their bytes. */
  readonly maxWaitingAppends: number;
  readonly maxWaitingBytes: number;
  /** Events that one read asks for at most, and bytes after which it is cut short. */
  readonly maxReadEvents: number;
  readonly maxReadBytes: number;
  /** Reads in a row that find nothing but the server's own events before a page is given back empty. */
  readonly maxEmptyReads: number;
  /** After a wake-up the subscription rests for this long: under load, hints come at this pace and cost nothing more. */
  readonly wakePauseMs: number;
  /** Before a subscription that failed is taken up again: doubling, half of it random. */
  readonly firstResubscribeMs: number;
  readonly maxResubscribeMs: number;
}

export const EVENTSTORE_LIMITS: EventStoreLimits = {
  appendDeadlineMs: 10_000,
  readDeadlineMs: 10_000,
  reconnectPauseMs: 250,
  maxWaitingAppends: 1_024,
  maxWaitingBytes: 64 * 1024 * 1024,
  maxReadEvents: 4_096,
  maxReadBytes: 16 * 1024 * 1024,
  maxEmptyReads: 16,
  wakePauseMs: 50,
  firstResubscribeMs: 100,
  maxResubscribeMs: 5_000,
};

/** What the server allows by default (`MaxAppendSize`); counted as data + metadata + twice the type's length. */
export const SERVER_MAX_APPEND_BYTES = 1_048_576;

/** What the live stream may cost. Reasons beside each; none is a setting. */
export interface StreamLimits {
  /** Streams open at once; half of the connections that the service takes, so that questions always find room. */
  readonly maxClients: number;
  /** Different boards that are kept up to date at once, over all clients: each is a query a round. */
  readonly maxBoards: number;
  /** Rounds start at least this far apart: a board changes at most five times a second, however fast the ledger grows. */
  readonly roundMs: number;
  /** Without news: a comment keeps proxies from closing, and windows that ended meanwhile (midnight) are noticed. */
  readonly heartbeatMs: number;
  /** How often each client, and the projection's state, is looked at. */
  readonly tickMs: number;
  /** A client that leaves what was sent to it unread for this long is dropped. */
  readonly slowMs: number;
  /** How long the last words to a client may take before its connection is cut. */
  readonly lastWordsMs: number;
  /** After this the client comes again, so that roles, keys and tokens are asked for anew. */
  readonly maxAgeMs: number;
  /** What clients are told to wait before they come again. */
  readonly retryMs: number;
}

export const STREAM_LIMITS: StreamLimits = {
  maxClients: 500,
  maxBoards: 64,
  roundMs: 200,
  heartbeatMs: 15_000,
  tickMs: 1_000,
  slowMs: 10_000,
  lastWordsMs: 1_000,
  maxAgeMs: 15 * 60_000,
  retryMs: 2_000,
};

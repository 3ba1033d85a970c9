/** What one connection and one request may cost. Reasons beside each; none is a setting. */
export const HTTP_LIMITS = {
  /** contracts.md: `payload-too-large` over 4 MiB. */
  bodyBytes: 4 * 1024 * 1024,
  /** A body over the limit is still read and thrown away up to here, so that its sender gets to read the answer. */
  discardedBodyBytes: 16 * 1024 * 1024,
  /** Request line and headers together; binary-mode events carry their attributes there. */
  headerBytes: 32 * 1024,
  /** A whole request must have arrived by then (slow senders hold memory). */
  requestTimeoutMs: 30_000,
  headersTimeoutMs: 10_000,
  /** Longer than the usual 60 s of load balancers, so that they close first. */
  keepAliveTimeoutMs: 65_000,
  connections: 1_024,
  /** Longest path parameter: a stream name holds a Kafka topic of up to 249 characters. */
  pathParameterLength: 512,
} as const;

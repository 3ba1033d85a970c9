import type { ExpectedRevision } from '../database/decide-append.js';

/** The one-of of all requests that change a stream. */
interface Expectation {
  hasNoStream(): boolean;
  hasStreamExists(): boolean;
  hasAny(): boolean;
}

export function expectedRevision(options: Expectation, revision: string): ExpectedRevision {
  if (options.hasAny()) return 'any';
  if (options.hasNoStream()) return 'no-stream';
  if (options.hasStreamExists()) return 'stream-exists';
  return BigInt(revision);
}

/** As trailers carry it. */
export function expectedNumber(expected: ExpectedRevision): bigint {
  if (expected === 'any') return -2n;
  if (expected === 'stream-exists') return -4n;
  return expected === 'no-stream' ? -1n : expected;
}

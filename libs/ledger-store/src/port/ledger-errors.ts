import type { ExpectedRevision, Revision } from './ledger-store.js';

/** The stream is not where the caller thought; nothing was stored. */
export class WrongExpectedRevision extends Error {
  override readonly name = 'WrongExpectedRevision';
  constructor(
    readonly stream: string,
    readonly expected: ExpectedRevision,
    readonly actual: 'no-stream' | Revision | 'unknown',
  ) {
    super(`stream ${stream}: expected revision ${expected}, found ${actual}`);
  }
}

/** The append may or may not be stored. Read the stream's end before doing anything else. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';
}

/** Nothing was stored or read; try again later. */
export class LedgerUnavailable extends Error {
  override readonly name = 'LedgerUnavailable';
}

/** More bytes than one append may carry; nothing was stored. Split the batch. */
export class AppendTooLarge extends Error {
  override readonly name = 'AppendTooLarge';
  constructor(
    readonly bytes: number,
    readonly maxBytes: number,
  ) {
    super(`append of ${bytes} bytes is over the limit of ${maxBytes}: split it`);
  }
}

/** The folder or server holds something that this program must not open as its ledger: says what and what to do. */
export class LedgerRefused extends Error {
  override readonly name = 'LedgerRefused';
}

import type { ExpectedRevision, Position, Revision } from './ledger-store.js';

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

/** More bytes than one append, or one event's entry, may carry; nothing was stored. */
export class AppendTooLarge extends Error {
  override readonly name = 'AppendTooLarge';
  constructor(
    readonly bytes: number,
    readonly maxBytes: number,
  ) {
    super(`an append or entry of ${bytes} bytes is over the limit of ${maxBytes}: split it`);
  }
}

/** This ledger did not give out that position: it is another one, or an earlier state of it was brought back. */
export class UnknownPosition extends Error {
  override readonly name = 'UnknownPosition';
  constructor(readonly position: Position) {
    super(`no event begins at position ${position}`);
  }
}

/** The folder or server holds something that this program must not open as its ledger: says what and what to do. */
export class LedgerRefused extends Error {
  override readonly name = 'LedgerRefused';
}

/** What a history must never show. */
export type Promised =
  /** A record or an answered event is not in the ledger. */
  | 'nothing is lost'
  /** An answer names a position that does not hold the event. */
  | 'answers are true'
  /** An offset was committed before everything below it was answered for. */
  | 'commits come last'
  /** A stream holds an event twice, or offsets out of order: two writers, or an append repeated. */
  | 'one writer a stream'
  /** An event was recorded again although every index knew it. */
  | 'duplicates stay outside'
  /** The ledger holds what nobody produced, or a conflict that nobody made. */
  | 'nothing is made up'
  /** A bad or conflicting record without a dead letter, or a dead letter without a cause. */
  | 'dead letters are exact'
  /** A decision is recorded twice, or does not follow from those before it. */
  | 'decisions follow one another'
  /** An actor of the ledger without its row in the vault, or a forgotten person back. */
  | 'the vault knows each actor'
  /** The live fold differs from a recount. */
  | 'the fold is exact'
  /** Everything works again, and still something does not go on. */
  | 'it goes on by itself';

export class Violation extends Error {
  override readonly name = 'Violation';
  constructor(
    readonly promised: Promised,
    readonly detail: string,
  ) {
    super(`"${promised}" is broken: ${detail}`);
  }
}

/** What the ledger holds under an event's key: the first event's fingerprint (32 bytes) and position. */
export interface KnownUsage {
  readonly fingerprint: Uint8Array;
  readonly position: bigint;
}

export type UsageDecision =
  /** First of its key: append `UsageRecorded`. */
  | 'record'
  /** The same event again: answer with the first's position. */
  | 'duplicate'
  /** Another event under a known key: append `UsageConflicted`, never counted. */
  | 'conflict'
  /** A claim that is on record already: append nothing. */
  | 'known-conflict';

/**
 * Decides by identity alone what becomes of a usage event (ledger.md, Identity).
 * @param conflictKnown whether a `UsageConflicted` for this (key, fingerprint) stands in the ledger
 */
export function decideUsage(
  known: Pick<KnownUsage, 'fingerprint'> | undefined,
  fingerprint: Uint8Array,
  conflictKnown: boolean,
): UsageDecision {
  if (known === undefined) return 'record';
  if (sameBytes(known.fingerprint, fingerprint)) return 'duplicate';
  return conflictKnown ? 'known-conflict' : 'conflict';
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
}

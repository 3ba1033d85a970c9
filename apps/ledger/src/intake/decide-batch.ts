import { decideUsage, type UsageDecision } from '@tallystick/domain';
import type { IdentityIndex, Position } from '@tallystick/ledger-store';
import type { PreparedUsage } from './prepared-usage.js';

/** One event that must be appended for the batch to be answered for. */
export interface PlannedWrite {
  readonly item: PreparedUsage;
  readonly kind: 'recorded' | 'conflicted';
}

/** What is to be done with each item of a batch; index by item. */
export interface BatchPlan {
  readonly writes: readonly PlannedWrite[];
  readonly verdicts: readonly UsageDecision[];
  /** The write that answers for the item, also for duplicates inside the batch; -1: the ledger already does. */
  readonly writeOf: Int32Array;
  /** Where the ledger holds the identity of items whose `writeOf` is -1. */
  readonly knownAt: ReadonlyMap<number, Position>;
}

/**
 * Decides a batch in order against the index and against itself. Pure but for reading the index.
 * Whoever appends the plan's writes must do so before the index changes.
 */
export function decideBatch(items: readonly PreparedUsage[], index: IdentityIndex): BatchPlan {
  const writes: PlannedWrite[] = [];
  const verdicts = new Array<UsageDecision>(items.length);
  const writeOf = new Int32Array(items.length).fill(-1);
  const knownAt = new Map<number, Position>();
  const recordedHere = new Map<string, number>();
  const conflictedHere = new Map<string, number>();

  for (let at = 0; at < items.length; at++) {
    const item = items[at]!;
    const earlier = recordedHere.get(item.keyText);
    const known = earlier === undefined ? index.find(item.key) : undefined;
    const first = earlier === undefined ? known : writes[earlier]!.item;
    const verdict = decideItem(first, item, index, conflictedHere);
    verdicts[at] = verdict;
    if (verdict === 'record') {
      recordedHere.set(item.keyText, writes.length);
      writeOf[at] = writes.push({ item, kind: 'recorded' }) - 1;
    } else if (verdict === 'conflict') {
      conflictedHere.set(claimOf(item), writes.length);
      writeOf[at] = writes.push({ item, kind: 'conflicted' }) - 1;
    } else if (verdict === 'known-conflict') {
      writeOf[at] = conflictedHere.get(claimOf(item)) ?? -1;
    } else if (known === undefined) {
      writeOf[at] = earlier!;
    } else {
      knownAt.set(at, known.position);
    }
  }
  return { writes, verdicts, writeOf, knownAt };
}

/** Whether the claim is on record is only looked up for the few items that conflict. */
function decideItem(
  first: { readonly fingerprint: Uint8Array } | undefined,
  item: PreparedUsage,
  index: IdentityIndex,
  conflictedHere: ReadonlyMap<string, number>,
): UsageDecision {
  const verdict = decideUsage(first, item.fingerprint, false);
  if (verdict !== 'conflict') return verdict;
  const claimed = conflictedHere.has(claimOf(item)) || index.hasConflict(item.key, item.fingerprint);
  return decideUsage(first, item.fingerprint, claimed);
}

const claimOf = (item: PreparedUsage): string => `${item.keyText}.${item.fingerprint.toString('base64url')}`;

import type { AssignedPartition } from '@tallystick/messaging';
import type { IntakeAlarm } from '../intake/intake-observer.js';

export interface PartitionStart {
  /** First offset that is not answered for. */
  readonly start: bigint;
  /** Last answered offset, whose record must be read again and compared; null when there is none to compare. */
  readonly verifyAt: bigint | null;
  readonly alarm?: { readonly code: IntakeAlarm; readonly detail: string };
}

/**
 * Where a partition starts: behind its stream's last event, or at the commit if this ledger stands behind it.
 * @param lastAnswered offset of the partition's last event in the ledger
 * @param committed the group's commit, if this ledger vouches for it
 */
export function decideStart(
  { topic, partition, earliest, end }: AssignedPartition,
  lastAnswered: bigint | null,
  committed: bigint | null,
): PartitionStart {
  const behindStream = lastAnswered === null ? null : lastAnswered + 1n;
  const wanted = larger(behindStream, committed);
  if (wanted === null) return { start: earliest, verifyAt: null };
  const name = `${topic}-${partition}`;
  if (end < wanted) {
    const detail = `${name} ends at ${end}, but is answered for up to ${wanted}: another log of this name? Beginning at ${earliest}`;
    return { start: earliest, verifyAt: null, alarm: { code: 'partition-mismatch', detail } };
  }
  if (earliest > wanted) {
    const detail = `${name} begins at ${earliest}, but is answered for only up to ${wanted}: retention took what lies between`;
    return { start: earliest, verifyAt: null, alarm: { code: 'records-lost-to-retention', detail } };
  }
  return { start: wanted, verifyAt: wanted > earliest ? wanted - 1n : null };
}

const larger = (one: bigint | null, other: bigint | null): bigint | null =>
  one === null || (other !== null && other > one) ? other : one;

import { EMPTY_ROOT, nodeHash, sameHash, type Hash, type TreeSize } from './hash.js';
import { leftLeaves, type LeafRange } from './leaf-range.js';

/**
 * What each hash of the proof covers that the tree of `size` leaves begins with the one of `oldSize` (RFC 9162, 2.1.4.1).
 * Empty for an old size of 0 or the same size.
 * @throws RangeError the old tree is the larger one
 */
export function consistencyRanges(oldSize: TreeSize, size: TreeSize): LeafRange[] {
  if (oldSize > size) throw new RangeError(`a tree of ${size} cannot begin with one of ${oldSize}`);
  if (oldSize === 0 || oldSize === size) return [];
  const ranges: LeafRange[] = [];
  let begin = 0;
  let end: number = size;
  while (end !== oldSize) {
    const middle = begin + leftLeaves(end - begin);
    if (oldSize <= middle) {
      ranges.push({ begin: middle, end });
      end = middle;
    } else {
      ranges.push({ begin, end: middle });
      begin = middle;
    }
  }
  // The old tree itself is known to whoever asks.
  if (begin !== 0) ranges.push({ begin, end });
  return ranges.reverse();
}

export interface ConsistencyClaim {
  readonly oldSize: TreeSize;
  readonly oldRoot: Hash;
  readonly size: TreeSize;
  readonly root: Hash;
  readonly proof: readonly Hash[];
}

/** Whether the proof shows that the new tree begins with all of the old one, unchanged (RFC 9162, 2.1.4.2). */
export function verifyConsistency({ oldSize, oldRoot, size, root, proof }: ConsistencyClaim): boolean {
  if (oldSize > size) return false;
  if (oldSize === 0) return proof.length === 0 && sameHash(oldRoot, EMPTY_ROOT);
  if (oldSize === size) return proof.length === 0 && sameHash(oldRoot, root);

  let at = oldSize - 1;
  let last = size - 1;
  while (at % 2 === 1) {
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  // An old tree that is one perfect subtree is not in the proof: it is known.
  const path = at === 0 ? [oldRoot, ...proof] : proof;
  const [first, ...rest] = path;
  if (first === undefined) return false;
  let oldHash = first;
  let hash = first;
  for (const sibling of rest) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      oldHash = nodeHash(sibling, oldHash);
      hash = nodeHash(sibling, hash);
      while (at % 2 === 0 && at !== 0) {
        at /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && sameHash(oldHash, oldRoot) && sameHash(hash, root);
}

import { nodeHash, sameHash, type Hash, type LeafIndex, type TreeSize } from './hash.js';
import { leftLeaves, type LeafRange } from './leaf-range.js';

/** What each hash of the inclusion proof covers, from the leaf up (RFC 9162, 2.1.3.1). @throws RangeError not in the tree */
export function inclusionRanges(index: LeafIndex, size: TreeSize): LeafRange[] {
  if (index >= size) throw new RangeError(`leaf ${index} is not in a tree of ${size}`);
  const ranges: LeafRange[] = [];
  for (let begin = 0, end: number = size; end - begin > 1;) {
    const middle = begin + leftLeaves(end - begin);
    if (index < middle) {
      ranges.push({ begin: middle, end });
      end = middle;
    } else {
      ranges.push({ begin, end: middle });
      begin = middle;
    }
  }
  return ranges.reverse();
}

export interface InclusionClaim {
  readonly index: LeafIndex;
  readonly size: TreeSize;
  readonly leaf: Hash;
  readonly proof: readonly Hash[];
  readonly root: Hash;
}

/** Whether the proof shows that the leaf stands at `index` of the tree with this size and root (RFC 9162, 2.1.3.2). */
export function verifyInclusion({ index, size, leaf, proof, root }: InclusionClaim): boolean {
  if (index >= size) return false;
  let at: number = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
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
  return last === 0 && sameHash(hash, root);
}

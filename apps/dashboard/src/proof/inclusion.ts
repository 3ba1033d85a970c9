import { concat, sameBytes, type Bytes } from './bytes.js';

export const HASH_BYTES = 32;

export const sha256 = async (bytes: Bytes): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));

/** SHA-256(00 ‖ entry) */
export const leafHash = (entry: Uint8Array): Promise<Bytes> => sha256(concat(Uint8Array.of(0), entry));

/** SHA-256(01 ‖ left ‖ right) */
const nodeHash = (left: Uint8Array, right: Uint8Array): Promise<Bytes> => sha256(concat(Uint8Array.of(1), left, right));

export interface InclusionClaim {
  readonly index: number;
  /** Leaves of the tree. */
  readonly size: number;
  readonly leaf: Bytes;
  /** From the leaf's sibling up. */
  readonly hashes: readonly Bytes[];
  readonly root: Bytes;
}

/** Whether the hashes lead from the leaf at `index` to the root of the tree (RFC 9162, 2.1.3.2). */
export async function isIncluded({ index, size, leaf, hashes, root }: InclusionClaim): Promise<boolean> {
  if (index >= size) return false;
  let at = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of hashes) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = await nodeHash(sibling, hash);
      while (at % 2 === 0 && at !== 0) {
        at /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      hash = await nodeHash(hash, sibling);
    }
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && sameBytes(hash, root);
}

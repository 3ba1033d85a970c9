import { hash } from 'node:crypto';

/** SHA-256: 32 bytes. */
export type Hash = Uint8Array;
/** Number of leaves; 0 is the empty tree. */
export type TreeSize = number & { readonly __brand: 'TreeSize' };
/** 0, 1, 2 ... without gaps. */
export type LeafIndex = number & { readonly __brand: 'LeafIndex' };

export const HASH_BYTES = 32;
/** Root of the tree without leaves: SHA-256 of nothing (RFC 9162, 2.1.1). */
export const EMPTY_ROOT: Hash = hash('sha256', '', 'buffer');

const LEAF = 0x00;
const NODE = 0x01;

/** SHA-256(00 ‖ entry) */
export function leafHash(entry: Uint8Array): Hash {
  const input = Buffer.allocUnsafe(entry.length + 1);
  input[0] = LEAF;
  input.set(entry, 1);
  return hash('sha256', input, 'buffer');
}

/** SHA-256(01 ‖ left ‖ right) */
export function nodeHash(left: Hash, right: Hash): Hash {
  const input = Buffer.allocUnsafe(1 + 2 * HASH_BYTES);
  input[0] = NODE;
  input.set(left, 1);
  input.set(right, 1 + HASH_BYTES);
  return hash('sha256', input, 'buffer');
}

export const sameHash = (a: Hash, b: Hash): boolean => Buffer.compare(a, b) === 0;

/** @throws RangeError not a safe integer from 0 on */
export function treeSize(size: number): TreeSize {
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`a tree size of ${size}`);
  return size as TreeSize;
}

/** @throws RangeError not a safe integer from 0 on */
export function leafIndex(index: number): LeafIndex {
  if (!Number.isSafeInteger(index) || index < 0) throw new RangeError(`a leaf index of ${index}`);
  return index as LeafIndex;
}

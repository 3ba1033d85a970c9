import { EMPTY_ROOT, HASH_BYTES, hashPairs, nodeHash, type Hash } from './hash.js';

/**
 * Root over hashes that lie behind each other, each the root of a perfect subtree of one size (leaves: of size 1).
 * Pairs are hashed level by level; what is left over at the right rises unchanged, as RFC 9162 has it.
 */
export function rootOfHashes(hashes: Uint8Array): Hash {
  let width = hashes.length / HASH_BYTES;
  if (width === 0) return EMPTY_ROOT;
  const level = Buffer.from(hashes);
  while (width > 1) {
    const pairs = Math.floor(width / 2);
    hashPairs(level.subarray(0, width * HASH_BYTES), level);
    if (width % 2 === 1) level.copyWithin(pairs * HASH_BYTES, (width - 1) * HASH_BYTES, width * HASH_BYTES);
    width = pairs + (width % 2);
  }
  return Buffer.from(level.subarray(0, HASH_BYTES));
}

/** Root of a tree from the roots of its parts, left to right, each larger than all behind it together. */
export function joinRight(parts: readonly Hash[]): Hash {
  const last = parts.at(-1);
  if (last === undefined) return EMPTY_ROOT;
  return parts.slice(0, -1).reduceRight((right, left) => nodeHash(left, right), last);
}

import { randomBytes } from 'node:crypto';
import type { Actor } from './identity-vault.js';

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const CHARACTERS = 16;

/** 80 random bits as `p_` + 16 characters: drawn, never derived, so nobody can guess a subject and compare. */
export function newPseudonym(random: (bytes: number) => Uint8Array = randomBytes): Actor {
  let text = 'p_';
  // 256 is a multiple of 32: the low five bits of a random byte are uniform.
  for (const byte of random(CHARACTERS)) text += BASE32[byte & 31];
  return text;
}

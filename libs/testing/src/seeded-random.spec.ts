import { describe, expect, it } from '@jest/globals';
import { seededRandom } from './seeded-random.js';

describe('seededRandom', () => {
  it('gives the published first numbers of mulberry32', () => {
    // From a C program of the published algorithm (Tommy Ettinger, public domain), seed 12345.
    const random = seededRandom(12_345);
    expect([0, 1, 2].map(() => random.next() * 2 ** 32)).toEqual([4_207_900_869, 1_317_490_944, 2_079_646_450]);
  });

  it('repeats itself for a seed, and only for that one', () => {
    const draw = (seed: number) => Array.from({ length: 20 }, seededRandom(seed).next);
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it('keeps integers inside their bounds and reaches both', () => {
    const random = seededRandom(1);
    const drawn = new Set(Array.from({ length: 500 }, () => random.integer(3, 5)));
    expect([...drawn].sort()).toEqual([3, 4, 5]);
  });

  it('shuffles without losing anything', () => {
    const items = Array.from({ length: 50 }, (_, index) => index);
    const shuffled = seededRandom(3).shuffle(items);
    expect(shuffled).not.toEqual(items);
    expect(shuffled.sort((a, b) => a - b)).toEqual(items);
  });
});

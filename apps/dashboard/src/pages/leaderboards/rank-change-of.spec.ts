import { expect, it } from '@jest/globals';
import { rankChange } from './rank-change-of.js';

it.each([
  [1, 3, 'up', '▲ 2', 'up 2 from rank 3'],
  [4, 1, 'down', '▼ 3', 'down 3 from rank 1'],
  [2, 2, 'same', '=', 'the same rank as in the window before'],
  [1, null, 'new', 'new', 'not on the board of the window before'],
] as const)('rank %s after %s is %s', (rank, previous, kind, text, words) => {
  expect(rankChange(rank, previous)).toEqual({ kind, text, words });
});

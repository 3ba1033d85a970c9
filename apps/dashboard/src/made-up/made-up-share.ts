import type { Leaderboard } from '../api/answers.js';
import { isMadeUp } from '../format/names.js';

/**
 * The share of the tokens on a board of sources that a sample generator made up, 0 to 1: 1 only when nothing at all comes
 * from elsewhere.
 */
export function madeUpShare({ rows }: Pick<Leaderboard, 'rows'>): number {
  const madeUp = rows.filter(({ subject }) => isMadeUp(subject));
  if (madeUp.length === rows.length) return rows.length === 0 ? 0 : 1;
  return Math.min(
    1 - Number.EPSILON,
    madeUp.reduce((sum, { share }) => sum + share, 0),
  );
}

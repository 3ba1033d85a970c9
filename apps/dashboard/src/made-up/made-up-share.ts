import type { Leaderboard } from '../api/answers.js';
import { isMadeUp } from '../format/names.js';

/** The share of the tokens on a board of sources that a sample generator made up, 0 to 1. */
export const madeUpShare = ({ rows }: Pick<Leaderboard, 'rows'>): number =>
  Math.min(
    1,
    rows.reduce((sum, row) => sum + (isMadeUp(row.subject) ? row.share : 0), 0),
  );

import type { Leaderboard, Window } from '../api/answers.js';
import { useAnswer } from '../api/use-answer.js';
import { madeUpShare } from './made-up-share.js';

interface Within {
  readonly window?: Window;
  readonly at?: string | null;
  readonly tz?: string | null;
}

/** The share of the tokens in a window that a sample generator made up, 0 to 1; 0 while nobody knows. */
export function useMadeUpShare({ window = 'all', at = null, tz = null }: Within = {}): number {
  const parameters = { window, at: window === 'all' ? null : at, tz, limit: 1_000 };
  const { data } = useAnswer<Leaderboard>('/v1/leaderboards/sources', parameters, { aside: true });
  return data === undefined ? 0 : madeUpShare(data);
}

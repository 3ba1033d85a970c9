import type { Leaderboard } from './answers.js';
import { useAnswer } from './use-answer.js';

/** The zone in which the service keeps its windows; `UTC` while nobody knows. */
export function useServiceZone(): string {
  const { data } = useAnswer<Leaderboard>('/v1/leaderboards/sources', {
    window: 'all',
    at: null,
    tz: null,
    limit: 1_000,
  });
  return data?.tz ?? 'UTC';
}

import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import type { Leaderboard, Subject } from '../../api/answers.js';
import { useApi } from '../../api/api-context.js';
import { TRAIL_FILTERS, type TrailFilter } from './trail-choices.js';

const BOARDS: Readonly<Record<Exclude<TrailFilter, 'actor'>, Subject>> = {
  team: 'teams',
  model: 'models',
  project: 'projects',
  agent: 'agents',
  source: 'sources',
};
const SUGGESTIONS = 200;
const STALE_MS = 60_000;

/** What could be filtered by, once a field is looked at. Never people: nobody should be led to look somebody up. */
export function useKeys(): {
  readonly keys: Readonly<Partial<Record<TrailFilter, readonly string[]>>>;
  ask(filter: TrailFilter): void;
} {
  const api = useApi();
  const [asked, setAsked] = useState<ReadonlySet<TrailFilter>>(new Set());
  const filters = TRAIL_FILTERS.filter((name) => name !== 'actor');
  const answers = useQueries({
    queries: filters.map((name) => ({
      queryKey: ['keys', name],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        api.get<Leaderboard>(`/v1/leaderboards/${BOARDS[name]}`, { limit: SUGGESTIONS }, signal),
      enabled: asked.has(name),
      staleTime: STALE_MS,
      // A board that may not be seen suggests nothing.
      retry: false,
    })),
  });
  const keys = Object.fromEntries(
    filters.map((name, i) => [name, answers[i]?.data?.rows.flatMap(({ subject }) => subject ?? []) ?? []]),
  );
  return { keys, ask: (filter) => setAsked((before) => (before.has(filter) ? before : new Set([...before, filter]))) };
}

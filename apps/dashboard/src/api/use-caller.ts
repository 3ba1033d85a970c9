import { useQuery } from '@tanstack/react-query';
import type { Me } from './answers.js';
import { isForbidden } from './problem.js';
import { useApi } from './api-context.js';
import { useSession } from '../session/session.js';

/** How often somebody of whom nothing is recorded is asked for again. */
const NOBODY_YET_MS = 5_000;

export type KnownCaller = Pick<Me, 'caller' | 'tz' | 'minGroup' | 'actor'>;

/** Whether the caller may see the events behind a number: below auditor only their own. */
export const mayExplain = (
  known: KnownCaller | null | undefined,
  filter: { readonly actor?: string | null },
): boolean => !known || known.minGroup === null || (known.actor !== null && filter.actor === known.actor);

/**
 * As whom the service knows the caller, and what holds for them; asked once, and again while nothing is recorded of them.
 * undefined: not known yet; null: the caller may not ask.
 */
export function useCaller(): KnownCaller | null | undefined {
  const { data, isError } = useCallerAnswer();
  return isError ? null : data;
}

/** A key that only reports usage: no page has anything for it. */
export const useSeesNothing = (): boolean => isForbidden(useCallerAnswer().error);

function useCallerAnswer() {
  const api = useApi();
  const { refused } = useSession();
  return useQuery({
    queryKey: ['caller'],
    queryFn: ({ signal }) => api.get<Me>('/v1/me', {}, signal),
    staleTime: Infinity,
    refetchInterval: ({ state }) => (isNobodyYet(state.data) ? NOBODY_YET_MS : false),
    enabled: !refused,
  });
}

/** Below auditor, and nothing is recorded of them so far. */
export const isNobodyYet = (known: KnownCaller | null | undefined): boolean =>
  !!known && known.minGroup !== null && known.actor === null;

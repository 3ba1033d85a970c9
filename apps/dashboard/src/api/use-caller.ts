import { useQuery } from '@tanstack/react-query';
import type { Me } from './answers.js';
import { useApi } from './api-context.js';
import { useSession } from '../session/session.js';

export type KnownCaller = Pick<Me, 'caller' | 'tz' | 'minGroup' | 'actor'>;

/** Whether the caller may see the events behind a number: below auditor only their own. */
export const mayExplain = (
  known: KnownCaller | null | undefined,
  filter: { readonly actor?: string | null },
): boolean => !known || known.minGroup === null || (known.actor !== null && filter.actor === known.actor);

/**
 * As whom the service knows the caller, and what holds for them; asked once. undefined: not known yet; null: the caller
 * may not ask.
 */
export function useCaller(): KnownCaller | null | undefined {
  const api = useApi();
  const { refused } = useSession();
  const { data, isError } = useQuery({
    queryKey: ['caller'],
    queryFn: ({ signal }) => api.get<Me>('/v1/me', {}, signal),
    staleTime: Infinity,
    enabled: !refused,
  });
  return isError ? null : data;
}

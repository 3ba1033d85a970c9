import { useQuery } from '@tanstack/react-query';
import type { Me } from './answers.js';
import { useApi } from './api-context.js';
import { useSession } from '../session/session.js';

/** As whom the service knows the caller, and what holds for them; asked once. undefined: not known (yet). */
export function useCaller(): Pick<Me, 'caller' | 'tz' | 'minGroup'> | undefined {
  const api = useApi();
  const { refused } = useSession();
  const { data } = useQuery({
    queryKey: ['caller'],
    queryFn: ({ signal }) => api.get<Me>('/v1/me', {}, signal),
    staleTime: Infinity,
    enabled: !refused,
  });
  return data;
}

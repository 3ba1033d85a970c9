import { useInfiniteQuery } from '@tanstack/react-query';
import { useApi } from '../api/api-context.js';
import type { Cell } from './cell.js';
import { questionOf, type Explanation } from './explanation.js';

const PAGE_EVENTS = 200;

/** The number as it stood when it was opened: it does not change under the reader's eyes. */
export function useExplanation(cell: Cell) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: ['/v1/explain', cell],
    queryFn: ({ signal, pageParam }) =>
      api.get<Explanation>('/v1/explain', { ...questionOf(cell), limit: PAGE_EVENTS, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: Infinity,
    // The way back from an event leads to the pages that were loaded already.
    gcTime: 300_000,
  });
}

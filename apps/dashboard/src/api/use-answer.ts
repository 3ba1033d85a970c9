import { keepPreviousData, useInfiniteQuery, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { sawAsOf } from '../live/live-state.js';
import type { AsOf } from './answers.js';
import { useApi } from './api-context.js';
import type { Client, Parameters } from './client.js';

interface Answer {
  readonly asOf: AsOf;
}
interface Page extends Answer {
  readonly nextCursor: string | null;
}

async function ask<T extends Answer>(
  api: Client,
  path: string,
  parameters: Parameters,
  signal: AbortSignal,
): Promise<T> {
  const answer = await api.get<T>(path, parameters, signal);
  sawAsOf(answer.asOf);
  return answer;
}

interface AnswerOptions {
  readonly enabled?: boolean;
}

/**
 * The answer to a question, asked again when the ledger goes on. The answer before stays while a changed question is
 * on its way (`isPlaceholderData`), so that nothing flickers.
 * @param aside the page does without the answer: once it is refused, it is not asked for again
 */
export function useAnswer<T extends Answer>(
  path: string,
  parameters: Parameters,
  { enabled = true, aside = false }: AnswerOptions & { readonly aside?: boolean } = {},
): UseQueryResult<T> {
  const api = useApi();
  return useQuery({
    queryKey: [path, parameters],
    queryFn: ({ signal }) => ask<T>(api, path, parameters, signal),
    placeholderData: keepPreviousData,
    meta: { live: true, aside },
    enabled,
  });
}

interface PagesOptions<T> extends AnswerOptions {
  /** How long a cursor may be used; older pages are asked for again first. Absent: for ever. */
  readonly cursorHoldsMs?: number;
  /** After how long these pages are asked for again though nothing is heard; null: not. */
  readonly againAfterMs?: (pages: readonly T[]) => number | null;
}

/** The same for answers that come in pages: page after page, each by the cursor of the one before. */
export function usePages<T extends Page>(
  path: string,
  parameters: Parameters,
  { cursorHoldsMs, againAfterMs, enabled = true }: PagesOptions<T> = {},
) {
  const api = useApi();
  const query = useInfiniteQuery({
    queryKey: [path, 'pages', parameters],
    queryFn: ({ signal, pageParam }) => ask<T>(api, path, { ...parameters, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    enabled,
    placeholderData: keepPreviousData,
    meta: { live: true },
    refetchInterval: ({ state }) => againAfterMs?.(state.data?.pages ?? []) ?? false,
  });
  const more = async () => {
    if (cursorHoldsMs !== undefined && Date.now() - query.dataUpdatedAt > cursorHoldsMs) await query.refetch();
    await query.fetchNextPage();
  };
  return { ...query, more };
}

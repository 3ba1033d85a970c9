import { QueryCache, QueryClient } from '@tanstack/react-query';
import { isPassing } from './client.js';
import { ApiProblem } from './problem.js';

const RETRIES = 3;
const MAX_RETRY_DELAY_MS = 8_000;

/** @param onRefused an answer was 401 */
export function queryClient(onRefused: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (error instanceof ApiProblem && error.status === 401) onRefused();
      },
    }),
    defaultOptions: {
      queries: {
        retry: (failures, error) => failures < RETRIES && isPassing(error),
        retryDelay: (failures, error) => retryDelayMs(failures, error),
        // Live messages say when something changed; looking at the tab again is no reason to ask.
        refetchOnWindowFocus: false,
        // Ask even when the browser believes to be offline: the service may run on this machine.
        networkMode: 'always',
      },
    },
  });
}

export function retryDelayMs(failures: number, error: unknown): number {
  const asked = error instanceof ApiProblem ? error.retryAfterSeconds : null;
  return Math.min(MAX_RETRY_DELAY_MS, asked === null ? 500 * 2 ** failures : asked * 1_000);
}

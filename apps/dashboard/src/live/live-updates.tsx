import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { authorization } from '../api/client.js';
import { useSession } from '../session/session.js';
import { followStream } from './follow-stream.js';
import { isLive } from './is-live.js';
import { sawMode, sawNothing, useLiveState } from './live-state.js';
import { atMostEvery } from './at-most-every.js';

/** However fast the ledger grows, what is shown is asked for again no more often. */
const REFRESH_MS = 1_000;
/** Three heartbeats. */
const SILENCE_MS = 45_000;
/** Without messages. */
const ASK_AGAIN_MS = 5_000;

/** Keeps what is shown up to date; draws nothing. Follows nothing while the tab is hidden. */
export function LiveUpdates() {
  const queries = useQueryClient();
  const { token, refused } = useSession();
  const { mode } = useLiveState();

  useEffect(() => sawNothing, []);

  useEffect(() => {
    if (refused) return;
    const refresh = atMostEvery(REFRESH_MS, () => {
      void queries.invalidateQueries({ type: 'active', predicate: isLive });
    });
    let following: AbortController | null = null;
    const followWhileSeen = () => {
      following?.abort();
      following = null;
      if (document.hidden) return;
      following = new AbortController();
      void followStream(
        {
          open: (lastEventId, signal) => fetch('/v1/stream', { headers: streamHeaders(token, lastEventId), signal }),
          onMessage: () => refresh.soon(),
          onMode: (mode) => {
            sawMode(mode);
            // Something may have happened while nobody followed.
            if (mode === 'live') refresh.soon();
          },
          wait,
          silenceMs: SILENCE_MS,
        },
        following.signal,
      );
    };
    followWhileSeen();
    document.addEventListener('visibilitychange', followWhileSeen);
    return () => {
      document.removeEventListener('visibilitychange', followWhileSeen);
      following?.abort();
      refresh.stop();
    };
  }, [queries, token, refused]);

  useEffect(() => {
    if (refused || mode === 'live') return;
    const timer = setInterval(() => {
      if (document.hidden) return;
      void queries.invalidateQueries({ type: 'active', predicate: isLive });
    }, ASK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [queries, refused, mode]);

  return null;
}

const streamHeaders = (token: string | null, lastEventId: string | null): Record<string, string> => ({
  accept: 'text/event-stream',
  ...authorization(token),
  ...(lastEventId === null ? {} : { 'last-event-id': lastEventId }),
});

const wait = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

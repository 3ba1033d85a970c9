import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { AsOf } from '../../api/answers.js';
import { useApi } from '../../api/api-context.js';

/** How the projector stands. */
export interface ProjectorSystem {
  readonly service: {
    readonly version: string;
    readonly startedAt: string;
    readonly readModels: 'embedded' | 'postgres';
    readonly timeZone: string;
  };
  readonly projection: {
    readonly state: 'starting' | 'live' | 'catching-up' | 'standby' | 'retrying' | 'poisoned' | 'refused' | 'stopped';
    readonly sentence: string;
    readonly position: string;
    /** null while the ledger does not answer. */
    readonly ledgerPosition: string | null;
  };
  /** null while no numbers can be shown. */
  readonly asOf: AsOf | null;
}

/** How the ledger service stands, by its own words. */
export interface LedgerSystem {
  readonly service: {
    readonly version: string;
    readonly instance: string;
    readonly store: 'embedded' | 'eventstoredb';
    readonly kafka: { readonly topic: string; readonly deadLetterTopic: string } | null;
  };
  readonly readiness: {
    readonly ready: boolean;
    readonly reasons: readonly { readonly check: string; readonly reason: string }[];
  };
  readonly intake: {
    readonly since: string;
    readonly recorded: number;
    readonly duplicates: number;
    readonly conflicts: number;
    readonly deadLetters: number;
    readonly refusedOverHttp: number;
    readonly alarms: number;
    readonly lagRecords: number;
  };
  readonly log: {
    readonly origin: string;
    readonly size: number;
    /** Base64. */
    readonly root: string;
    readonly publishedAt: string;
    readonly witnesses: readonly { readonly name: string; readonly signedNewest: boolean }[];
    readonly cosignedSize: number | null;
  } | null;
}

const EVERY_MS = 5_000;

export const useProjectorSystem = () => useSystem<ProjectorSystem>('/v1/system');
export const useLedgerSystem = () => useSystem<LedgerSystem>('/v1/system/ledger');

function useSystem<T>(path: string): UseQueryResult<T> {
  const api = useApi();
  return useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => api.get<T>(path, {}, signal),
    refetchInterval: EVERY_MS,
    // What does not answer is shown at once, and asked again anyway.
    retry: false,
  });
}

export function useLogKey(): UseQueryResult<string> {
  const api = useApi();
  return useQuery({ queryKey: ['/log/key'], queryFn: ({ signal }) => api.text('/log/key', {}, signal), retry: false });
}

import { useQuery } from '@tanstack/react-query';
import { useApi } from '../api/api-context.js';
import type { AuditRow } from '../api/answers.js';
import type { Client } from '../api/client.js';
import { checkProof, type CheckedProof } from '../proof/check-proof.js';
import { Malformed } from '../proof/malformed.js';
import { pin, pinnedKey, type Pinned } from '../proof/pinned-key.js';
import { parseVerifierKeys } from '../proof/verifier-key.js';

export interface FetchedProof {
  readonly checked: CheckedProof;
  /** The proof file itself, to keep. */
  readonly file: string;
  /** The key that signs now, as `/log/key` answers it; null: unreadable. */
  readonly key: string | null;
  /** What this browser knew before, where the key is another one now. */
  readonly knownKey: string | null;
}

/** The event's proof, fetched and checked here, each time anew. */
export function useProof(event: AuditRow) {
  const api = useApi();
  return useQuery({
    queryKey: ['proof', event.leafIndex, event],
    queryFn: ({ signal }) => fetchAndCheck(api, event, signal),
    gcTime: 0,
    staleTime: Infinity,
  });
}

async function fetchAndCheck(api: Client, event: AuditRow, signal: AbortSignal): Promise<FetchedProof> {
  const [file, keys] = await Promise.all([
    api.text('/v1/log/proof', { leafIndex: event.leafIndex }, signal),
    api.text('/log/key', {}, signal),
  ]);
  const known = pinnedKey();
  const { key, pinned } = await lookAt(keys);
  const checked = await checkProof(file, keys, pinned, event);
  return { checked, file, key, knownKey: pinned === 'changed' ? known : null };
}

/** Only what is a key is remembered. */
async function lookAt(keys: string): Promise<{ key: string | null; pinned: Pinned }> {
  if (globalThis.crypto?.subtle === undefined) return { key: null, pinned: 'known' };
  try {
    const texts = (await parseVerifierKeys(keys)).map(({ text }) => text);
    return { key: texts[0] ?? null, pinned: pin(texts) };
  } catch (error) {
    // The check itself then says what is wrong with it.
    if (error instanceof Malformed) return { key: null, pinned: 'known' };
    throw error;
  }
}

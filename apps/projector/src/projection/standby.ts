import type { OpenStores } from './stores.js';
import type { FoldedUpTo } from './folded-up-to.js';
import type { ProjectionLimits } from './projection-limits.js';
import { pause } from './wake-up.js';

/**
 * Watches the projector that moved our checkpoint. Returns when that one has stood still for `patienceMs` although
 * the ledger went on, or at the stop. Taking over from one that is only slow is safe: the checkpoint fences one of us.
 */
export async function watchTheOther(
  { ledger, readModels }: OpenStores,
  foldedUpTo: FoldedUpTo,
  { standbyPollMs }: ProjectionLimits,
  patienceMs: number,
  signal: AbortSignal,
): Promise<void> {
  let seen: bigint | undefined;
  let stillSinceMs = performance.now();
  while (!signal.aborted) {
    const { position } = await readModels.checkpoint();
    foldedUpTo.advance(position);
    const silent = position === seen && position < (await ledger.tail());
    if (!silent) stillSinceMs = performance.now();
    seen = position;
    if (performance.now() - stillSinceMs >= patienceMs) return;
    await pause(standbyPollMs, signal);
  }
}

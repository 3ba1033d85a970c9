import { setTimeout as sleep } from 'node:timers/promises';

/** A load that stands still for this long is broken, not slow. */
const STANDSTILL_MS = 60_000;

/**
 * Follows a counter from its first move to `goal` and returns its pace a second. The clock starts at the first move, so
 * that process start and group join do not count; what had moved by then does not count either.
 */
export async function paceUntil(goal: number, counter: () => Promise<number>, everyMs = 100): Promise<number> {
  let first: { at: number; count: number } | undefined;
  let last = { at: performance.now(), count: 0 };
  for (;;) {
    const count = await counter();
    const at = performance.now();
    if (count > last.count) {
      last = { at, count };
      first ??= last;
    }
    if (count >= goal && first) {
      // All in the first look: then the pace since the look before is the best that can be said.
      const moved = count - first.count;
      return moved === 0 ? Number.POSITIVE_INFINITY : moved / ((last.at - first.at) / 1_000);
    }
    if (at - last.at > STANDSTILL_MS) throw new Error(`stands at ${count} of ${goal} for ${STANDSTILL_MS} ms`);
    await sleep(everyMs);
  }
}

import { setTimeout as sleep } from 'node:timers/promises';

/** A load that stands still for this long is broken, not slow. */
const STANDSTILL_MS = 60_000;

/**
 * Follows a counter from its first move to `goal` and returns its pace a second: process start and group join do not
 * count, nor does what had moved by the first look.
 */
export async function paceFromFirstMove(goal: number, counter: () => Promise<number>): Promise<number> {
  const first = await follow(1, counter, 20);
  const last = await follow(goal, counter, 100);
  return (last.count - first.count) / ((last.at - first.at) / 1_000);
}

/** Pace a second from now until the counter reaches `goal`. */
export async function paceFromNow(goal: number, counter: () => Promise<number>): Promise<number> {
  const started = performance.now();
  const last = await follow(goal, counter, 250);
  return last.count / ((last.at - started) / 1_000);
}

/** Looks until the counter has reached `goal`. */
export async function follow(goal: number, counter: () => Promise<number>, everyMs: number) {
  let moved = { at: performance.now(), count: -1 };
  for (;;) {
    const count = await counter();
    const at = performance.now();
    if (count >= goal) return { at, count };
    if (count > moved.count) moved = { at, count };
    if (at - moved.at > STANDSTILL_MS) throw new Error(`stands at ${count} of ${goal} for ${STANDSTILL_MS} ms`);
    await sleep(everyMs);
  }
}

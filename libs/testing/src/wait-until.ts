import { setTimeout as sleep } from 'node:timers/promises';

export interface WaitOptions {
  /** Gives up after this long; default 120,000: a busy machine is slow, not wrong. */
  readonly timeoutMs?: number | undefined;
  /** Pause between two looks; default 25. */
  readonly everyMs?: number;
  /** Named in the error: "waited 10000 ms for ...". */
  readonly what?: string;
}

/**
 * Looks again and again until `condition` answers something truthy, and returns it. A look that throws counts as
 * "not yet"; the last such error is the cause of the final one.
 * @throws Error when the time is over
 */
export async function waitUntil<T>(
  condition: () => T | Promise<T>,
  { timeoutMs = 120_000, everyMs = 25, what = 'a condition' }: WaitOptions = {},
): Promise<NonNullable<T>> {
  const deadline = performance.now() + timeoutMs;
  let lastError: unknown;
  for (;;) {
    try {
      const answer = await condition();
      if (answer) return answer;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    if (performance.now() >= deadline) throw new Error(`waited ${timeoutMs} ms for ${what}`, { cause: lastError });
    await sleep(everyMs);
  }
}

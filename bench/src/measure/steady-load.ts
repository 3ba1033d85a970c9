import { setTimeout as sleep } from 'node:timers/promises';
import type { Asker } from './asker.js';

/** Counts as so long where no answer, or another than 200, came. */
const FAILED_MS = 30_000;

export interface SteadyLoad {
  /** From when a question was due to the end of its answer: a service that falls behind is not spared. */
  readonly times: readonly number[];
  readonly failed: number;
  readonly perSecond: number;
}

/** Asks at a steady pace, whether or not the answers keep up (an open loop). */
export async function steadyLoad(
  ask: Asker,
  { perSecond, seconds, next }: { readonly perSecond: number; readonly seconds: number; next(): string },
): Promise<SteadyLoad> {
  const paths = Array.from({ length: perSecond * seconds }, next);
  const times: number[] = [];
  let failed = 0;
  const askAt = async (path: string, dueMs: number) => {
    const status = await ask(path).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status !== 200) failed += 1;
    times.push(status === 200 ? performance.now() - dueMs : FAILED_MS);
  };
  const started = performance.now();
  const asked: Promise<void>[] = [];
  for (const [i, path] of paths.entries()) {
    const dueMs = started + (i * 1_000) / perSecond;
    // Timers are of whole milliseconds: what is due by now goes out together.
    while (performance.now() < dueMs) await sleep(1);
    asked.push(askAt(path, dueMs));
  }
  await Promise.all(asked);
  return { times, failed, perSecond: paths.length / ((performance.now() - started) / 1_000) };
}

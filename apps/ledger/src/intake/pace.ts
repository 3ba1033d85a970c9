import { setTimeout as sleep } from 'node:timers/promises';

/** The intake's waits and their chance in one place, so that a simulation can own both. */
export interface Pace {
  /** Resolves after `ms`; rejects at once when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** At least 0, below 1: for jitter. */
  random(): number;
}

export const realPace: Pace = {
  // No wait of the intake's keeps a process alive: its sockets do.
  sleep: (ms, signal) => sleep(ms, undefined, { ref: false, ...(signal === undefined ? {} : { signal }) }),
  random: Math.random,
};

/** A sleep that a hint ends early. A hint that comes while nobody sleeps ends the next sleep at once. */
export class WakeUp {
  private pending = false;
  private rouse: (() => void) | undefined;

  readonly wake = (): void => {
    this.pending = true;
    this.rouse?.();
  };

  /** Resolves after `ms`, at a hint, or when `signal` aborts. */
  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.pending) await pause(ms, signal, (rouse) => (this.rouse = rouse));
    this.pending = false;
    this.rouse = undefined;
  }
}

/** Resolves after `ms` or when `signal` aborts; no hint ends it. */
export async function pause(ms: number, signal: AbortSignal, rousable?: (rouse: () => void) => void): Promise<void> {
  if (signal.aborted || ms <= 0) return;
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
    rousable?.(end);
  });
}

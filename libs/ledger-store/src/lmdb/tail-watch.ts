/** How soon another process's append is noticed. A look costs a few microseconds. */
const POLL_MS = 20;

/**
 * Wakes listeners when the ledger's tail grows: at once for this process's own appends, by looking at the tail every
 * 20 ms for those of others. (File notifications fire in mid-commit and not on every file system.)
 */
export class TailWatch {
  private readonly wakes = new Set<() => void>();
  private timer: NodeJS.Timeout | undefined;
  private seen = 0n;

  constructor(private readonly readTail: () => bigint) {}

  add(wake: () => void): () => void {
    // One listener may be added twice: each call gets its own entry.
    const entry = (): void => wake();
    if (this.timer === undefined) {
      this.seen = this.readTail();
      this.timer = setInterval(() => this.poll(), POLL_MS).unref();
    }
    this.wakes.add(entry);
    return () => {
      this.wakes.delete(entry);
      if (this.wakes.size === 0) this.stop();
    };
  }

  saw(tail: bigint): void {
    if (tail <= this.seen) return;
    this.seen = tail;
    for (const wake of this.wakes) wake();
  }

  private poll(): void {
    let tail: bigint;
    try {
      tail = this.readTail();
    } catch {
      // Whoever is woken reads for itself and gets the error where it can be answered for.
      for (const wake of this.wakes) wake();
      return;
    }
    this.saw(tail);
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.wakes.clear();
  }
}

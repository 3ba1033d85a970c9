import type { Position } from '@tallystick/ledger-store';

/** Requests that may wait at once for a position; more are told to come again. */
export const MAX_WAITERS = 1_000;

interface Waiter {
  readonly position: bigint;
  readonly settle: (folded: boolean) => void;
}

/** How far the tables are known to be folded, and who waits for more (`?atLeast=`). */
export class FoldedUpTo {
  private folded = 0n;
  private closed = false;
  private readonly waiters = new Set<Waiter>();
  private readonly listeners: (() => void)[] = [];

  get position(): Position {
    return this.folded as Position;
  }

  get waiting(): number {
    return this.waiters.size;
  }

  /** Calls `moved` whenever the tables were found elsewhere than before, for as long as the service runs. */
  onMoved(moved: () => void): void {
    this.listeners.push(moved);
  }

  /** What the tables say at the start, and after a failure: a database that crashed may have lost the last commits. */
  startAt(position: Position): void {
    this.folded = position;
    this.settleReached();
  }

  advance(position: Position): void {
    if (position <= this.folded) return;
    this.folded = position;
    this.settleReached();
  }

  private settleReached(): void {
    for (const waiter of [...this.waiters]) if (waiter.position <= this.folded) waiter.settle(true);
    for (const moved of this.listeners) moved();
  }

  /** True as soon as `position` is folded; false after `timeoutMs`, at the stop, or when too many wait already. */
  async reaches(position: Position, timeoutMs: number): Promise<boolean> {
    if (position <= this.folded) return true;
    if (this.closed || this.waiters.size >= MAX_WAITERS) return false;
    return new Promise<boolean>((resolve) => {
      const waiter: Waiter = {
        position,
        settle: (folded) => {
          clearTimeout(timer);
          this.waiters.delete(waiter);
          resolve(folded);
        },
      };
      const timer = setTimeout(() => waiter.settle(false), timeoutMs);
      this.waiters.add(waiter);
    });
  }

  close(): void {
    this.closed = true;
    for (const waiter of [...this.waiters]) waiter.settle(false);
  }
}

/** Calls `round` as soon as it is asked for: one at a time, begun at least `everyMs` apart; the last time asked is not lost. */
export class Rounds {
  private asked = false;
  private stopped = false;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private beganMs = -Infinity;

  /** @param round never throws */
  constructor(
    private readonly everyMs: number,
    private readonly round: () => Promise<void>,
  ) {}

  soon(): void {
    this.asked = true;
    if (this.stopped || this.running || this.timer) return;
    this.timer = setTimeout(() => this.begin(), Math.max(0, this.beganMs + this.everyMs - performance.now()));
  }

  /** Lets the round in hand end; none is begun after it. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private begin(): void {
    this.timer = undefined;
    this.asked = false;
    this.beganMs = performance.now();
    this.running = this.round().finally(() => {
      this.running = undefined;
      // Rounds that take long leave the tables as much time for others.
      this.beganMs = Math.max(this.beganMs, 2 * performance.now() - this.beganMs - this.everyMs);
      if (this.asked) this.soon();
    });
  }
}

/** The one place that says how long to wait after a failure: doubling, bounded, half of it random. */
export class RetryDelay {
  attempt = 0;

  constructor(
    private readonly firstMs: number,
    private readonly maxMs: number,
    private readonly random: () => number,
  ) {}

  next(): number {
    const whole = Math.min(this.maxMs, this.firstMs * 2 ** Math.min(this.attempt, 30));
    this.attempt += 1;
    return whole / 2 + (whole / 2) * this.random();
  }

  reset(): void {
    this.attempt = 0;
  }
}

/** Costs are held in nano-USD, with the 10^-15 USD that are left beside: both exact in a double. */
const FEMTO_PER_NANO = 1_000_000n;
const FEMTO_DIGITS = 6;
const NO_PRICE = '-1';

/** One metric of a board in memory, a value a row: doubles, and only of costs the `rest` that these leave out. */
export class RestingColumn {
  /** The values' doubles, rising. */
  readonly rising: Float64Array;

  private constructor(
    private readonly whole: Float64Array,
    private readonly rest?: Float64Array,
  ) {
    this.rising = whole.toSorted();
  }

  static ofNumbers(values: readonly number[]): RestingColumn {
    return new RestingColumn(Float64Array.from(values));
  }

  /** @param costs in 10^-15 USD, -1 where there is no price */
  static ofCosts(costs: readonly string[]): RestingColumn {
    const whole = (cost: string) => (cost === NO_PRICE ? -1 : Number(cost.slice(0, -FEMTO_DIGITS)));
    const rest = (cost: string) => (cost === NO_PRICE ? 0 : Number(cost.slice(-FEMTO_DIGITS)));
    return new RestingColumn(Float64Array.from(costs, whole), Float64Array.from(costs, rest));
  }

  /** Whether every value is one that a double holds exactly. */
  get isExact(): boolean {
    return (this.rising.at(-1) ?? 0) <= Number.MAX_SAFE_INTEGER;
  }

  value(at: number): bigint {
    const whole = BigInt(this.whole[at]!);
    return this.rest === undefined || whole < 0n ? whole : whole * FEMTO_PER_NANO + BigInt(this.rest[at]!);
  }

  /** Places of the highest values, best first, equals in the order of their places. */
  top(limit: number): number[] {
    const floor = this.rising[Math.max(0, this.rising.length - limit)] ?? 0;
    const best: number[] = [];
    this.whole.forEach((value, i) => value >= floor && best.push(i));
    best.sort((a, b) => this.whole[b]! - this.whole[a]! || (this.rest?.[b] ?? 0) - (this.rest?.[a] ?? 0));
    return best.slice(0, limit);
  }

  rank(at: number): number {
    const { rising, whole, rest } = this;
    let ahead = rising.length - search(rising.length, (i) => rising[i]! > whole[at]!);
    rest?.forEach((left, i) => {
      if (whole[i] === whole[at] && left > rest[at]!) ahead++;
    });
    return ahead + 1;
  }

  get sum(): bigint {
    let sum = 0;
    for (const value of this.whole) sum += value;
    if (this.rest === undefined && sum <= Number.MAX_SAFE_INTEGER) return BigInt(sum);
    let exact = 0n;
    for (let at = 0; at < this.whole.length; at++) if (this.whole[at]! >= 0) exact += this.value(at);
    return exact;
  }
}

/** The first index for which it holds, given that it holds for all behind it. */
export function search(length: number, holds: (index: number) => boolean): number {
  let [from, to] = [0, length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (holds(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** A sum of integers of any size that is as quick as a number while the numbers are small. */
export class ExactSum {
  private low = 0;
  private high = 0n;

  add(value: number | bigint): void {
    const low = typeof value === 'number' ? this.low + value : NaN;
    if (Number.isSafeInteger(low)) {
      this.low = low;
      return;
    }
    this.high += BigInt(this.low) + BigInt(value);
    this.low = 0;
  }

  addAll(other: ExactSum): void {
    this.add(other.low);
    this.high += other.high;
  }

  get value(): bigint {
    return this.high + BigInt(this.low);
  }
}

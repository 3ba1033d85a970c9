/** Builds a statement and its parameters together, so that numbers and values cannot drift apart. */
export class Params {
  readonly values: (string | number | boolean | null)[] = [];
  add(value: string | number | boolean | null, type = 'text'): string {
    this.values.push(value);
    return type === 'text' ? `$${this.values.length}::text` : `$${this.values.length}::text::${type}`;
  }
  instant(ms: number): string {
    return this.add(new Date(ms).toISOString(), 'timestamptz');
  }
}

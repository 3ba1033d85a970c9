import { createHash } from 'node:crypto';

/** Steps shown of a failing history: its end. */
const SHOWN_STEPS = 200;

/** What happened, step by step. The same seed gives the same hash. */
export class Trace {
  readonly #hash = createHash('sha256');
  readonly #last: string[] = [];
  steps = 0;

  note(who: string, what: string): void {
    this.steps++;
    const line = `${who}: ${what}`;
    this.#hash.update(line).update('\n');
    this.#last.push(line);
    if (this.#last.length > 2 * SHOWN_STEPS) this.#last.splice(0, SHOWN_STEPS);
  }

  /** Of all steps, hexadecimal. */
  digest(): string {
    return this.#hash.copy().digest('hex');
  }

  lastSteps(): readonly string[] {
    return this.#last.slice(-SHOWN_STEPS);
  }
}

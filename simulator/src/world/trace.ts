import { createHash } from 'node:crypto';

/** What happened, step by step. */
export class Trace {
  readonly steps: string[] = [];

  note(who: string, what: string): void {
    this.steps.push(`${who}: ${what}`);
  }

  /** SHA-256 of all steps, hexadecimal: the same for the same seed. */
  digest(): string {
    return createHash('sha256').update(this.steps.join('\n')).digest('hex');
  }
}

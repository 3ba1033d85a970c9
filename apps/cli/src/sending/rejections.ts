import type { Place } from '../reading/usage-reading.js';

/** The first few places of each reason are shown. */
const MAX_EXAMPLES = 3;

/** What was refused for one reason. */
export interface Rejection {
  readonly code: string;
  count: number;
  readonly examples: { readonly place: string; readonly detail: string; readonly field?: string }[];
}

/** Counts refusals by their code, and keeps the first places of each. */
export class Rejections {
  count = 0;
  private readonly codes = new Map<string, Rejection>();

  add({ code, detail, field }: { code: string; detail: string; field?: string }, { file, line }: Place): void {
    this.count += 1;
    const rejection = this.codes.get(code) ?? { code, count: 0, examples: [] };
    rejection.count += 1;
    if (rejection.examples.length < MAX_EXAMPLES) {
      rejection.examples.push({ place: `${file}:${line}`, detail, ...(field === undefined ? {} : { field }) });
    }
    this.codes.set(code, rejection);
  }

  /** Most frequent first. */
  byCode(): readonly Rejection[] {
    return [...this.codes.values()].sort((a, b) => b.count - a.count);
  }
}

import { LogFault, LogUnreachable, NoteRefused, NotProven } from '@tallystick/transparency';
import { EXIT, failureLine } from '../failure.js';

/** What an audit ends with. `--json` prints it together with what was found. */
export interface Verdict {
  readonly verdict: 'sound' | 'tampered' | 'not-checked';
  /** One sentence that everybody understands. */
  readonly sentence: string;
  /** Leaf index of the first entry at fault. */
  readonly entry?: number;
  /** The file at fault, under the log's prefix. */
  readonly path?: string;
}

/** The log is not what it was signed as, or not what it was before. */
export class Tampered extends Error {
  constructor(
    message: string,
    readonly place: { readonly entry?: number; readonly path?: string } = {},
  ) {
    super(message);
  }
}

/** Nothing was shown, for or against. */
export class NotChecked extends Error {}

/** The verdict that a failed audit ends with. */
export function verdictOf(error: unknown): Verdict {
  if (error instanceof Tampered) return { verdict: 'tampered', sentence: tampered(error), ...error.place };
  if (error instanceof LogFault) {
    const { path, entry } = error;
    return { verdict: 'tampered', sentence: tampered(error), path, ...(entry === undefined ? {} : { entry }) };
  }
  if (error instanceof NotProven || (error instanceof NoteRefused && error.code !== 'malformed')) {
    return { verdict: 'tampered', sentence: tampered(error) };
  }
  const cannot = error instanceof LogUnreachable || error instanceof NoteRefused || error instanceof NotChecked;
  if (cannot) return { verdict: 'not-checked', sentence: `COULD NOT CHECK: ${sentenceOf(error)}` };
  throw error;
}

const tampered = (error: Error): string => `NOT SOUND: ${sentenceOf(error)}`;

function sentenceOf(error: Error): string {
  const line = failureLine(error);
  return /[.!?]$/.test(line) ? line : `${line}.`;
}

export const exitCodeOf = ({ verdict }: Verdict): number =>
  verdict === 'sound' ? EXIT.ok : verdict === 'tampered' ? EXIT.incomplete : EXIT.cannot;

/**
 * Where a command writes: answers to standard output, everything on the way to standard error. With `json` there is
 * exactly one JSON document on standard output and no progress.
 */
export interface Terminal {
  readonly json: boolean;
  /** Standard error is a terminal: progress may be drawn. */
  readonly drawsProgress: boolean;
  /** Standard output is a terminal: colour is welcome. */
  readonly colour: boolean;
  /** A line of the answer for people; nothing with `json`. */
  say(line: string): void;
  /** A line about the way there, on standard error; nothing with `json`. */
  note(line: string): void;
  /** A line that must be seen even with `json`, on standard error. */
  warn(line: string): void;
  /** The one JSON document; nothing without `json`. */
  document(value: unknown): void;
}

export function processTerminal(json: boolean): Terminal {
  const plain = process.env['NO_COLOR'] !== undefined && process.env['NO_COLOR'] !== '';
  return {
    json,
    drawsProgress: !json && process.stderr.isTTY === true,
    colour: !json && !plain && process.stdout.isTTY === true,
    say: (line) => void (json || process.stdout.write(`${line}\n`)),
    note: (line) => void (json || process.stderr.write(`${line}\n`)),
    warn: (line) => void process.stderr.write(`${line}\n`),
    document: (value) => void (json && process.stdout.write(`${JSON.stringify(value)}\n`)),
  };
}

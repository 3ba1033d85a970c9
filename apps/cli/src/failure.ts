/** What the exit code of every command means. */
export const EXIT = {
  ok: 0,
  /** The command ran, and something was rejected, not sent, or differs. */
  incomplete: 1,
  /** The command could not run: wrong arguments, service not running, unreadable file. */
  cannot: 2,
} as const;

/** Ends the command with one clear line that says what to do. */
export class CliFailure extends Error {
  constructor(
    message: string,
    readonly exitCode: number = EXIT.cannot,
  ) {
    super(message);
  }
}

/** One line for any error, whoever threw it. */
export function failureLine(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text.replaceAll(/\s*\n\s*/g, ' ').trim();
}

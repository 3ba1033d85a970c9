import { setFlagsFromString } from 'node:v8';
import { CommanderError } from 'commander';
import { environment } from './environment.js';
import { CliFailure, EXIT, failureLine } from './failure.js';
import { createProgram } from './program.js';

// Reading files makes much short-lived garbage: a small nursery keeps 200,000 transcript lines under 200 MB, as fast.
setFlagsFromString('--max-semi-space-size=4');

for (const output of [process.stdout, process.stderr]) output.on('error', unlessNobodyReads);

try {
  await createProgram((exitCode) => (process.exitCode = exitCode), environment()).parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
  if (!(error instanceof CommanderError)) process.stderr.write(`tallystick: ${failureLine(error)}\n`);
  if (process.exitCode !== EXIT.ok && process.argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify({ error: failureLine(error) })}\n`);
  }
}

/** Commander has written its own line by now; asking for help is no failure. */
function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.cannot;
  return error instanceof CliFailure ? error.exitCode : EXIT.cannot;
}

/** `tallystick ... | head`: the reader has enough. The command goes on, and ends with its own exit code. */
function unlessNobodyReads(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

import { join } from 'node:path';
import { runCli } from '../e2e/run-cli.fixture.js';

export interface VerifyRun {
  readonly code: number | null;
  readonly verdict: string;
  readonly sentence: string;
  readonly entry?: number;
  readonly path?: string;
}

/** Runs the plain command. What it saw last lies in `state`, by default nowhere that another run looks. */
export async function verify(cwd: string, args: readonly string[], state?: string): Promise<VerifyRun> {
  runs += 1;
  const memory = state ?? join(cwd, `state-${runs}`);
  const run = await runCli(['verify', '--json', '--state', memory, ...args], {}, cwd);
  if (run.stdout === '') throw new Error(`verify said nothing: ${run.stderr}`);
  return { ...run.json<Omit<VerifyRun, 'code'>>(), code: run.code };
}
let runs = 0;

import { fileURLToPath } from 'node:url';
import { freePort, startProcess, waitUntil, type RunningProcess } from '@tallystick/testing';

export const BIN = fileURLToPath(new URL('../../bin/tallystick.js', import.meta.url));

export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as the one JSON document that `--json` promises. */
  json<T>(): T;
}

export const startCli = (args: readonly string[], env: Record<string, string> = {}, cwd?: string) =>
  startProcess({ entry: BIN, args, env, ...(cwd === undefined ? {} : { cwd }) });

/** Runs a command of the built command line to its end. */
export async function runCli(args: readonly string[], env: Record<string, string> = {}, cwd?: string): Promise<CliRun> {
  const running = await startCli(args, env, cwd);
  const { code } = await running.exited;
  return {
    code,
    stdout: running.stdout(),
    stderr: running.stderr(),
    json: () => JSON.parse(running.stdout()) as never,
  };
}

export interface House {
  readonly ledger: string;
  readonly projector: string;
  readonly up: RunningProcess;
  /** The process of a service that runs now, by its own log. */
  pidOf(service: 'ledger' | 'projector'): number;
}

/** `tallystick up` on free ports, with both services ready. */
export async function startHouse(dataDir: string, env: Record<string, string> = {}): Promise<House> {
  const [ledgerPort, projectorPort] = [await freePort(), await freePort()];
  const [ledger, projector] = [`http://127.0.0.1:${ledgerPort}`, `http://127.0.0.1:${projectorPort}`];
  const up = await startProcess({
    entry: BIN,
    args: ['up', '--data-dir', dataDir, '--json'],
    env: { TALLYSTICK_LEDGER_PORT: String(ledgerPort), TALLYSTICK_PROJECTOR_PORT: String(projectorPort), ...env },
    // No `.env` of the checkout may reach a test.
    cwd: dataDir,
    ready: /"dataDir"/,
  });
  try {
    const ready = async () => (await fetch(`${projector}/health/ready`)).ok;
    await waitUntil(ready, { everyMs: 250, what: 'a ready projector' });
  } catch (error) {
    await up.stop();
    throw new Error(`the services are not ready:\n${up.stderr().slice(-4_000)}`, { cause: error });
  }
  const pidOf = (service: string) => {
    const listening = up
      .stderr()
      .split('\n')
      .filter((line) => line.includes('"msg":"listening"'))
      .map((line) => JSON.parse(line) as { service: string; pid: number })
      .findLast((line) => line.service === service);
    if (listening === undefined) throw new Error(`the ${service} never listened`);
    return listening.pid;
  };
  return { ledger, projector, up, pidOf };
}

/** One number of a board, once the projector has folded `position`. */
export async function boardTotal(
  house: House,
  metric: string,
  position: string,
  subject = 'actors',
): Promise<number | string> {
  const query = new URLSearchParams({ metric, atLeast: position });
  for (let tries = 0; tries < 24; tries += 1) {
    const answer = await fetch(`${house.projector}/v1/leaderboards/${subject}?${query}`);
    const body = (await answer.json()) as { total: number | string };
    if (answer.status === 200) return body.total;
    if (answer.status !== 503) throw new Error(`status ${answer.status}: ${JSON.stringify(body)}`);
  }
  throw new Error(`position ${position} was not folded within two minutes`);
}

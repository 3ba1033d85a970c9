import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { CliFailure, EXIT } from '../failure.js';
import { httpCall } from '../sending/http-call.js';

/** A service that does not answer by then will not: opening a large ledger takes seconds. */
const START_TIMEOUT_MS = 120_000;
const LIVE_EVERY_MS = 100;
const LIVE_TIMEOUT_MS = 2_000;
/** Services leave by themselves within 9 s. */
const STOP_TIMEOUT_MS = 15_000;
/** What a service said last, for the case that it does not start. */
const KEPT_LINES = 30;

export interface ServiceSpec {
  readonly name: string;
  readonly entry: string;
  readonly nodeFlags: readonly string[];
  readonly url: string;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Each line that the service writes, of both outputs. */
  readonly onLine: (line: string) => void;
}

/** One run of a service. */
export interface ServiceProcess {
  readonly pid: number;
  /** Resolves when the process is gone, with how it ended. */
  readonly exited: Promise<string>;
  /** SIGTERM, and SIGKILL when it has not left in time. */
  stop(): Promise<void>;
}

/**
 * Starts a service and waits until it answers.
 * @param stopping ends the waiting, and the service with it
 * @throws CliFailure it ended before, with the one line that it gave for it
 */
export async function startService(spec: ServiceSpec, stopping: AbortSignal): Promise<ServiceProcess> {
  const child = spawn(process.execPath, [...spec.nodeFlags, spec.entry], {
    env: spec.env,
    ...(spec.cwd === undefined ? {} : { cwd: spec.cwd }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lastLines: string[] = [];
  let live = false;
  // What it says before it answers is shown only once it does: a start that fails shall end in one line.
  const hear = (line: string) => {
    if (live) spec.onLine(line);
    else lastLines.push(line);
    if (lastLines.length > KEPT_LINES) lastLines.shift();
  };
  for (const output of [child.stdout, child.stderr]) createInterface({ input: output }).on('line', hear);
  let ending: string | null = null;
  const exited = once(child, 'close').then(([code, signal]: unknown[]) => {
    ending = typeof signal === 'string' ? `signal ${signal}` : `code ${String(code)}`;
    return ending;
  });
  // The last resort when this process ends without having stopped it.
  const reap = () => void child.kill('SIGKILL');
  process.once('exit', reap);
  void exited.then(() => process.removeListener('exit', reap));
  await once(child, 'spawn');
  const service: ServiceProcess = {
    pid: child.pid as number,
    exited,
    async stop() {
      child.kill('SIGTERM');
      const cut = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
      await exited;
      clearTimeout(cut);
    },
  };

  const deadlineMs = Date.now() + START_TIMEOUT_MS;
  while (!(await answers(spec.url))) {
    if (ending !== null) throw startFailure(spec.name, ending, lastLines);
    if (stopping.aborted) {
      await service.stop();
      throw new CliFailure(`the ${spec.name} was stopped while it started`);
    }
    if (Date.now() > deadlineMs) {
      await service.stop();
      throw startFailure(spec.name, `no answer at ${spec.url} for ${START_TIMEOUT_MS / 1_000} s`, lastLines);
    }
    await Promise.race([exited, sleep(LIVE_EVERY_MS)]);
  }
  if (ending !== null) throw startFailure(spec.name, ending, lastLines);
  live = true;
  lastLines.splice(0).forEach(spec.onLine);
  return service;
}

/** A service says itself, in one line, what the operator can mend. */
function startFailure(name: string, ending: string, lastLines: readonly string[]): CliFailure {
  const own = lastLines.findLast((line) => line.startsWith('tallystick: '));
  if (own !== undefined) return new CliFailure(own.slice('tallystick: '.length), EXIT.incomplete);
  const said = lastLines.length === 0 ? 'it said nothing' : `it said: ${lastLines.join(' | ')}`;
  return new CliFailure(`the ${name} did not start (${ending}); ${said}`, EXIT.incomplete);
}

async function answers(url: string): Promise<boolean> {
  try {
    const { status } = await httpCall({ method: 'GET', url: `${url}/health/live`, timeoutMs: LIVE_TIMEOUT_MS });
    return status === 200;
  } catch {
    // Not yet, which is the answer; the caller knows how long to wait.
    return false;
  }
}

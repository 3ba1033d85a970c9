import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { waitUntil } from '../wait-until.js';
import { boundedOutput } from './bounded-output.js';
import { registerProcess, unregisterProcess } from './reaper.js';

/** When a process counts as ready: a line of its output, an address that answers 2xx, an open TCP port, or a look. */
export type Readiness = RegExp | URL | { readonly tcpPort: number } | ((output: string) => boolean | Promise<boolean>);

export interface ProcessOptions {
  /** A program (default: the Node that runs this). */
  readonly command?: string;
  /** Path of a JavaScript file, run by `command` before `args`. */
  readonly entry?: string;
  readonly args?: readonly string[];
  /** All that the process sees of an environment, beside PATH, HOME and TMPDIR: settings never leak in from outside. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** null: ready as soon as it runs. */
  readonly ready?: Readiness | null;
  readonly readyTimeoutMs?: number;
  /** Written to the process's standard input, which is then closed. */
  readonly input?: string;
  readonly uid?: number;
  readonly gid?: number;
  /** Registry of another process's reaper, when the process shall outlive this one (a server shared by a test run). */
  readonly registry?: string;
}

export interface Exit {
  /** null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface RunningProcess {
  readonly pid: number;
  /** Standard output and error in the order of arrival; the middle is left out once it grows past 1 MiB. */
  output(): string;
  stdout(): string;
  stderr(): string;
  readonly exited: Promise<Exit>;
  isRunning(): boolean;
  /** SIGKILL to the whole process group; resolves when it is gone. */
  kill(): Promise<Exit>;
  /** SIGSTOP and SIGCONT to the whole process group. */
  pause(): void;
  resume(): void;
  signal(signal: NodeJS.Signals): void;
  /** SIGTERM, then SIGKILL after `timeoutMs` (default 60,000). */
  stop(options?: { timeoutMs?: number; signal?: NodeJS.Signals }): Promise<Exit>;
}

/**
 * Starts a program in a process group of its own and waits until it is ready. It is killed when the test process ends.
 * @throws Error with the end of the output when it exits or stays silent past `readyTimeoutMs` (default: that of `waitUntil`)
 */
export async function startProcess(options: ProcessOptions): Promise<RunningProcess> {
  const { command = process.execPath, entry, args = [], ready = null, readyTimeoutMs, registry } = options;
  const child = spawn(command, [...(entry === undefined ? [] : [entry]), ...args], {
    detached: true,
    cwd: options.cwd,
    env: { ...inherited(), ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(options.uid === undefined ? {} : { uid: options.uid }),
    ...(options.gid === undefined ? {} : { gid: options.gid }),
  });
  const all = boundedOutput();
  const out = boundedOutput();
  const err = boundedOutput();
  child.stdout.on('data', (chunk: Buffer) => (all.add(chunk), out.add(chunk)));
  child.stderr.on('data', (chunk: Buffer) => (all.add(chunk), err.add(chunk)));
  // A program that ends before it reads its input breaks the pipe; its exit code tells the story.
  child.stdin.on('error', (error: NodeJS.ErrnoException) => all.add(Buffer.from(`[stdin: ${error.code}]\n`)));
  child.stdin.end(options.input ?? '');
  await once(child, 'spawn');
  const pid = child.pid as number;
  registerProcess(pid, registry);

  let exit: Exit | undefined;
  const exited = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => {
      exit = { code, signal };
      unregisterProcess(pid, registry);
      resolve(exit);
    });
  });
  const signal = (name: NodeJS.Signals): void => {
    if (exit !== undefined) return;
    try {
      process.kill(-pid, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  };
  const kill = (): Promise<Exit> => (signal('SIGKILL'), exited);
  const running: RunningProcess = {
    pid,
    output: all.text,
    stdout: out.text,
    stderr: err.text,
    exited,
    isRunning: () => exit === undefined,
    kill,
    pause: () => signal('SIGSTOP'),
    resume: () => signal('SIGCONT'),
    signal,
    async stop({ timeoutMs = 60_000, signal: name = 'SIGTERM' } = {}) {
      signal(name);
      const timer = setTimeout(() => signal('SIGKILL'), timeoutMs);
      return exited.finally(() => clearTimeout(timer));
    },
  };

  const label = [command, entry, ...args].filter((part) => part !== undefined).join(' ');
  try {
    await becomesReady(running, ready, readyTimeoutMs);
  } catch (error) {
    await kill();
    throw new Error(`${label}: not ready\n${all.text().slice(-4_000)}`, { cause: error });
  }
  return running;
}

async function becomesReady(running: RunningProcess, ready: Readiness | null, timeoutMs?: number): Promise<void> {
  if (ready === null) return;
  const look = async (): Promise<boolean | 'exited'> => {
    if (!running.isRunning()) return 'exited';
    if (ready instanceof RegExp) return ready.test(running.output());
    if (ready instanceof URL) return (await fetch(ready, { signal: AbortSignal.timeout(2_000) })).ok;
    if (typeof ready === 'function') return ready(running.output());
    return answersTcp(ready.tcpPort);
  };
  if ((await waitUntil(look, { timeoutMs, what: 'readiness' })) === 'exited') {
    const { code, signal } = await running.exited;
    throw new Error(`it ended before it was ready (code ${code}, signal ${signal})`);
  }
}

/** True when something accepts a TCP connection on this loopback port. */
export function answersTcp(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const answer = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.setTimeout(1_000, () => answer(false));
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
}

const inherited = (): Record<string, string> =>
  Object.fromEntries(
    ['PATH', 'HOME', 'TMPDIR', 'LANG', 'JAVA_HOME'].flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

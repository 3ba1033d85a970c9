import { fileURLToPath } from 'node:url';
import { startProcess, type RunningProcess } from '../process/start-process.js';
import { waitUntil } from '../wait-until.js';

export type App = 'ledger' | 'projector';

export const mainOf = (app: App): string =>
  fileURLToPath(new URL(`../../../../apps/${app}/dist/main.js`, import.meta.url));

export const portSetting = (app: App): string => `TALLYSTICK_${app.toUpperCase()}_PORT`;

export interface ServiceOptions {
  readonly app: App;
  readonly name: string;
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** One service that is killed and started again, as an orchestrator would. */
export class Service {
  readonly url: string;
  /** How processes ended that nobody killed, with the end of what they said. */
  readonly deaths: string[] = [];
  private process: RunningProcess | undefined;

  constructor(private readonly options: ServiceOptions) {
    this.url = `http://127.0.0.1:${options.port}`;
  }

  get name(): string {
    return this.options.name;
  }

  get pid(): number {
    return this.process!.pid;
  }

  /** Until it listens: it need not be ready, since what it stands on may be away. */
  async start(): Promise<void> {
    const { app, port, env, cwd } = this.options;
    const started = await startProcess({
      entry: mainOf(app),
      cwd,
      env: { LOG_LEVEL: 'warn', ...env, [portSetting(app)]: String(port) },
      ready: new URL(`${this.url}/health/live`),
    });
    this.process = started;
    void started.exited.then(({ code, signal }) => {
      if (signal !== 'SIGKILL') this.deaths.push(`${this.name}: code ${code}\n${started.output().slice(-2_000)}`);
    });
  }

  async kill(): Promise<void> {
    await this.process?.kill();
  }

  pause(): void {
    this.process!.pause();
  }

  resume(): void {
    this.process!.resume();
  }

  /** Readiness as it says itself; `status` 0 when it does not answer. */
  async readiness(): Promise<{ status: number; body: string }> {
    try {
      const answer = await fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(5_000) });
      return { status: answer.status, body: await answer.text() };
    } catch (error) {
      return { status: 0, body: String(error) };
    }
  }

  async untilReady(timeoutMs?: number): Promise<void> {
    let last = '';
    const isReady = async () => {
      const readiness = await this.readiness();
      last = readiness.body;
      return readiness.status === 200;
    };
    await waitUntil(isReady, { timeoutMs, everyMs: 100, what: `${this.name} to be ready` }).catch((error: unknown) => {
      throw new Error(`${(error as Error).message}; it says ${last}`, { cause: error });
    });
  }

  output(): string {
    return this.process?.output() ?? '';
  }

  /** SIGTERM: it must end by itself, with code 0. */
  async stop(): Promise<{ code: number | null; signal: NodeJS.Signals | null } | undefined> {
    return this.process?.stop();
  }
}

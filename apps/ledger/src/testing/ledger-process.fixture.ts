import { startProcess, type RunningProcess } from '@tallystick/testing';
import { join } from 'node:path';

export interface LedgerProcess extends RunningProcess {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  post(events: readonly unknown[]): Promise<Response>;
}

const ENTRY = join(process.cwd(), 'apps/ledger/dist/main.js');

/** The built service as a process of its own, on any free port; resolves when it says that it listens. */
export async function startLedger(dataDir: string, env: Readonly<Record<string, string>> = {}): Promise<LedgerProcess> {
  const running = await startLedgerRaw(dataDir, env, /"msg":"listening"/);
  const url = /"msg":"listening","url":"([^"]+)"/.exec(running.stdout())![1]!;
  const post = (events: readonly unknown[]) =>
    fetch(`${url}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents-batch+json' },
      body: JSON.stringify(events),
    });
  return { ...running, url, post };
}

/** The same, without waiting for anything when `ready` is null: for starts that are to be refused. */
export const startLedgerRaw = (dataDir: string, env: Readonly<Record<string, string>>, ready: RegExp | null) =>
  startProcess({
    entry: ENTRY,
    env: { TALLYSTICK_DATA_DIR: dataDir, TALLYSTICK_LEDGER_PORT: '0', ...env },
    cwd: dataDir,
    ready,
  });

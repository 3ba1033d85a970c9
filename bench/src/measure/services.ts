import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, startProcess } from '@tallystick/testing';

const apps = fileURLToPath(new URL('../../../apps/', import.meta.url));

export interface Service {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<unknown>;
}

async function startService(
  app: 'ledger' | 'projector',
  dataDir: string,
  env: Record<string, string>,
): Promise<Service> {
  const port = await freePort();
  const process = await startProcess({
    entry: join(apps, app, 'dist/main.js'),
    env: {
      TALLYSTICK_DATA_DIR: dataDir,
      [`TALLYSTICK_${app.toUpperCase()}_PORT`]: String(port),
      LOG_LEVEL: 'warn',
      ...env,
    },
    ready: { tcpPort: port },
  });
  return { url: `http://127.0.0.1:${port}`, pid: process.pid, stop: () => process.stop() };
}

/** The ledger service as users run it, on a port of its own. */
export const startLedger = (dataDir: string, env: Record<string, string> = {}) => startService('ledger', dataDir, env);

/** The projector service as users run it, on a port of its own. */
export const startProjector = (dataDir: string, env: Record<string, string> = {}) =>
  startService('projector', dataDir, env);

/** Position up to which the projector has folded, asked through a small board. */
export async function foldedUpTo(projector: Service): Promise<number> {
  const response = await fetch(`${projector.url}/v1/leaderboards/models?window=all&limit=1`);
  const body = (await response.json()) as { asOf?: { position: string }; detail?: string };
  if (!response.ok || body.asOf === undefined) throw new Error(`projector: ${response.status} ${body.detail}`);
  return Number(body.asOf.position);
}

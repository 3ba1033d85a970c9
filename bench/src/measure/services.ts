import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SERVICE_NODE_FLAGS } from '@tallystick/platform';
import { freePort, startProcess, waitUntil } from '@tallystick/testing';
import type { Access } from './access.js';

const apps = fileURLToPath(new URL('../../../apps/', import.meta.url));

export interface Service {
  readonly url: string;
  readonly pid: number;
  /** With keys: who asks. */
  readonly headers: Readonly<Record<string, string>>;
  stop(): Promise<unknown>;
}

const EVERYBODY: Access = { env: {}, headers: {} };

async function startService(
  app: 'ledger' | 'projector',
  dataDir: string,
  env: Record<string, string>,
  access: Access = EVERYBODY,
): Promise<Service> {
  const port = await freePort();
  const process = await startProcess({
    args: [...SERVICE_NODE_FLAGS[app], join(apps, app, 'dist/main.js')],
    env: {
      TALLYSTICK_DATA_DIR: dataDir,
      [`TALLYSTICK_${app.toUpperCase()}_PORT`]: String(port),
      LOG_LEVEL: 'warn',
      ...access.env,
      ...env,
    },
    ready: { tcpPort: port },
  });
  const { headers } = access;
  return { url: `http://127.0.0.1:${port}`, pid: process.pid, headers, stop: () => process.stop() };
}

/** The ledger service as users run it, on a port of its own. */
export const startLedger = (dataDir: string, env: Record<string, string> = {}, access?: Access) =>
  startService('ledger', dataDir, env, access);

/** The projector service as users run it, on a port of its own. */
export const startProjector = (dataDir: string, env: Record<string, string> = {}, access?: Access) =>
  startService('projector', dataDir, env, access);

/** Waits until a service says that it is ready: a projector, that everything is folded. */
export const untilReady = ({ url }: Service) =>
  waitUntil(async () => (await fetch(`${url}/health/ready`)).ok, { timeoutMs: 60_000 });

/** Waits until a projector has opened its tables; making new ones of PGlite takes some seconds, once for all time. */
export const untilOpened = (projector: Service) =>
  waitUntil(async () => (await metricsOf(projector)).includes('tallystick_projection_state{state="starting"} 0'), {
    timeoutMs: 60_000,
  });

/** One of a service's metrics, over all its labels; 0 before it shows. Its API asked would take part in the load. */
export async function metricOf(service: Service, name: string): Promise<number> {
  const metrics = await metricsOf(service);
  const values = metrics.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\d+)`, 'gm'));
  return values.reduce((sum, [, value]) => sum + Number(value), 0);
}

const metricsOf = async ({ url, headers }: Service) => (await fetch(`${url}/metrics`, { headers })).text();

/** Position up to which the projector has folded. */
export const foldedUpTo = (projector: Service): Promise<number> =>
  metricOf(projector, 'tallystick_projection_position');

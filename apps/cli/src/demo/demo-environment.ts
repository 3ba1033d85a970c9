import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_LEDGER_PORT, DEFAULT_PROJECTOR_PORT } from '../services/addresses.js';
import { anyFreePort, isFree } from '../services/free-port.js';

const HOST = '127.0.0.1';
/** Settings of a real installation must not reach a demo. */
const SETTING = /^(TALLYSTICK_|KAFKA_|OIDC_|EVENTSTORE_URL$|DATABASE_URL$)/;

export interface DemoEnvironment {
  readonly dataDir: string;
  /** Where the services run: a folder without an `.env`. */
  readonly workingDir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly ledger: { readonly host: string; readonly port: number };
  readonly projector: { readonly host: string; readonly port: number };
  /** Takes away what the demo made; a data folder that was given stays. */
  remove(): Promise<void>;
}

export async function demoEnvironment(givenDataDir: string | undefined): Promise<DemoEnvironment> {
  const workingDir = await mkdtemp(join(tmpdir(), 'tallystick-demo-'));
  const dataDir = givenDataDir ?? join(workingDir, 'data');
  // An empty file, so that none of a folder above or a home is ever looked for.
  await writeFile(join(workingDir, '.env'), '');
  const kept = Object.entries(process.env).filter(([name]) => !SETTING.test(name));
  return {
    dataDir,
    workingDir,
    env: { ...Object.fromEntries(kept), TALLYSTICK_DATA_DIR: dataDir },
    ledger: { host: HOST, port: await defaultOrFree(DEFAULT_LEDGER_PORT) },
    projector: { host: HOST, port: await defaultOrFree(DEFAULT_PROJECTOR_PORT) },
    remove: () => rm(workingDir, { recursive: true, force: true }),
  };
}

async function defaultOrFree(port: number): Promise<number> {
  return (await isFree(HOST, port)) ? port : anyFreePort(HOST);
}

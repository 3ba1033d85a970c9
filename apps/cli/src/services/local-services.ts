import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SERVICE_NODE_FLAGS } from '@tallystick/platform';
import { CliFailure } from '../failure.js';
import { addressOf } from './addresses.js';
import { anyFreePort, isFree } from './free-port.js';
import { Supervisor } from './supervisor.js';

export interface LocalServicesOptions {
  readonly ledger: { readonly host: string; readonly port: number };
  readonly projector: { readonly host: string; readonly port: number };
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly onLine: (service: string, line: string) => void;
  readonly note: (line: string) => void;
  /** Ends a start that is under way. */
  readonly stopping: Promise<unknown>;
}

export interface LocalServices {
  readonly ledgerUrl: string;
  readonly projectorUrl: string;
  readonly supervisor: Supervisor;
}

/** Starts both services as processes of their own, the ledger first: the projector reads what it writes. */
export async function startLocalServices(options: LocalServicesOptions): Promise<LocalServices> {
  const ledgerPort = await portFor('TALLYSTICK_LEDGER_PORT', options.ledger);
  const projectorPort = await portFor('TALLYSTICK_PROJECTOR_PORT', options.projector);
  const env = {
    ...options.env,
    TALLYSTICK_LEDGER_PORT: String(ledgerPort),
    TALLYSTICK_PROJECTOR_PORT: String(projectorPort),
  };
  const shared = { env, ...(options.cwd === undefined ? {} : { cwd: options.cwd }) };
  const ledgerUrl = addressOf(options.ledger.host, ledgerPort);
  const projectorUrl = addressOf(options.projector.host, projectorPort);
  const supervisor = new Supervisor(options.note);
  void options.stopping.then(() => supervisor.stop());
  try {
    for (const [name, url] of [
      ['ledger', ledgerUrl],
      ['projector', projectorUrl],
    ] as const) {
      await supervisor.keep({
        name,
        entry: entryOf(name),
        nodeFlags: SERVICE_NODE_FLAGS[name],
        url,
        ...shared,
        onLine: (line) => options.onLine(name, line),
      });
    }
  } catch (error) {
    await supervisor.stop();
    throw error;
  }
  return { ledgerUrl, projectorUrl, supervisor };
}

/** Port 0 asks for any free one; it is chosen here so that the address can be told. */
async function portFor(setting: string, { host, port }: { host: string; port: number }): Promise<number> {
  if (port === 0) return anyFreePort(host);
  if (await isFree(host, port)) return port;
  throw new CliFailure(
    `something listens at ${addressOf(host, port)} already: stop it, or set ${setting} to another port`,
  );
}

/** The services are other packages of this checkout; they are run, never imported. */
function entryOf(app: 'ledger' | 'projector'): string {
  const entry = fileURLToPath(new URL(`../../../${app}/dist/main.js`, import.meta.url));
  if (existsSync(entry)) return entry;
  throw new CliFailure(`the ${app} is not built: run "npm run build" in the checkout first`);
}

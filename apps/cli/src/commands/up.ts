import { resolve } from 'node:path';
import { EXIT } from '../failure.js';
import type { Terminal } from '../output/terminal.js';
import { startLocalServices } from '../services/local-services.js';
import { awaitSignal } from '../services/until-signal.js';

/** `tallystick up`: both services until a signal. */
export async function up(terminal: Terminal, dataDir: string | undefined): Promise<number> {
  const { loadSettings } = await import('@tallystick/platform');
  const env = { ...process.env, ...(dataDir === undefined ? {} : { TALLYSTICK_DATA_DIR: resolve(dataDir) }) };
  const settings = loadSettings(env);
  const signal = awaitSignal();
  try {
    const services = await startLocalServices({
      ledger: settings.ledgerHttp,
      projector: settings.projectorHttp,
      env: { ...env, TALLYSTICK_DATA_DIR: settings.dataDir },
      // The services' logs are JSON lines; standard output stays for the command's own answer.
      onLine: (_service, line) => terminal.warn(line),
      note: terminal.warn,
      stopping: signal.received,
    });
    const { ledgerUrl: ledger, projectorUrl: projector } = services;
    terminal.say(`dashboard  ${projector}/`);
    terminal.say(`ledger     ${ledger}  (reference: ${ledger}/docs)`);
    terminal.say(`projector  ${projector}  (reference: ${projector}/docs)`);
    terminal.say(`data       ${settings.dataDir}`);
    terminal.say('Ctrl-C stops both.');
    terminal.document({ ledger, projector, dataDir: settings.dataDir });
    await signal.received;
    await services.supervisor.stop();
  } catch (error) {
    // A signal during the start ends it, and that is what was asked for.
    if (!signal.seen()) throw error;
  } finally {
    signal.release();
  }
  return EXIT.ok;
}

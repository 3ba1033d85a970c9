import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { memoryIdentityIndex, memoryLedger, START, type LedgerStore } from '@tallystick/ledger-store';
import { createHttpApp, loadSettings } from '@tallystick/platform';
import { memoryVault, type IdentityVault } from '@tallystick/vault';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LedgerModule } from '../composition/ledger.module.js';
import { openLogParts } from '../notary/index.js';
import { LEDGER_SERVICE } from '../service.js';

export interface InMemoryApp extends AsyncDisposable {
  readonly app: NestFastifyApplication;
  readonly store: LedgerStore;
  /** Events that the ledger holds. */
  stored(): Promise<number>;
}

/** The whole ledger service: real HTTP, real rules, a real log in a folder of its own, the ledger in memory. For tests. */
export async function inMemoryApp(
  options: {
    readonly env?: Readonly<Record<string, string>>;
    readonly store?: LedgerStore;
    readonly vault?: IdentityVault;
  } = {},
): Promise<InMemoryApp> {
  const store = options.store ?? memoryLedger();
  const vault = options.vault ?? memoryVault();
  const index = memoryIdentityIndex();
  const dataDir = mkdtempSync(join(tmpdir(), 'tallystick-in-memory-'));
  const close = async (): Promise<void> => {
    await index.close();
    await vault.close();
    await store.close();
    rmSync(dataDir, { recursive: true, force: true });
  };
  const env = { LOG_LEVEL: 'silent', TALLYSTICK_DATA_DIR: dataDir, ...options.env };
  const settings = loadSettings(env, { workingDir: tmpdir() });
  const log = await openLogParts(settings);
  const app = await createHttpApp(LedgerModule.of({ store, index, vault, log, close }), LEDGER_SERVICE, settings);
  return {
    app,
    store,
    stored: async () => (await store.readAll({ after: START, limit: 100_000 })).events.length,
    [Symbol.asyncDispose]: () => app.close(),
  };
}

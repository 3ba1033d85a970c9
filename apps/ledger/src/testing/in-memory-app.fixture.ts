import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { memoryIdentityIndex, memoryLedger, START, type LedgerStore } from '@tallystick/ledger-store';
import { createHttpApp, loadSettings } from '@tallystick/platform';
import { memoryVault, type IdentityVault } from '@tallystick/vault';
import { tmpdir } from 'node:os';
import { LedgerModule } from '../composition/ledger.module.js';
import { LEDGER_SERVICE } from '../service.js';

export interface InMemoryApp extends AsyncDisposable {
  readonly app: NestFastifyApplication;
  readonly store: LedgerStore;
  /** Events that the ledger holds. */
  stored(): Promise<number>;
}

/** The whole ledger service but for its files: real HTTP, real rules, the ledger in memory. For tests. */
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
  const close = async (): Promise<void> => {
    await index.close();
    await vault.close();
    await store.close();
  };
  const settings = loadSettings({ LOG_LEVEL: 'silent', ...options.env }, { workingDir: tmpdir() });
  const app = await createHttpApp(LedgerModule.of({ store, index, vault, close }), LEDGER_SERVICE, settings);
  return {
    app,
    store,
    stored: async () => (await store.readAll({ after: START, limit: 100_000 })).events.length,
    [Symbol.asyncDispose]: () => app.close(),
  };
}

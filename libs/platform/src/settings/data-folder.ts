import { join } from 'node:path';

/** Where things lie under `TALLYSTICK_DATA_DIR`. */
export const dataFolder = (dataDir: string, instance: string) => ({
  ledger: join(dataDir, 'ledger'),
  eventStoreLedgerId: join(dataDir, 'eventstoredb-ledger-id'),
  identity: join(dataDir, 'identity', instance),
  instanceLock: join(dataDir, 'instances', `${instance}.lock`),
  vault: join(dataDir, 'vault'),
  readModels: join(dataDir, 'read-models'),
  log: join(dataDir, 'log'),
  notary: join(dataDir, 'notary'),
  keys: join(dataDir, 'keys'),
});

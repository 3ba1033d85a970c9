import { openLedger } from '@tallystick/ledger-store';
import { dataFolder, type Settings } from '@tallystick/platform';
import { openPgliteReadModels, openPostgresReadModels } from '@tallystick/read-models';
import { openLmdbVault, openPostgresVault } from '@tallystick/vault';
import type { StoreOpeners } from './projection/stores.js';

/** Which adapters the settings choose. A ledger that is not there is made: whoever starts first makes it. */
export function storeOpeners(settings: Settings): StoreOpeners {
  const folder = dataFolder(settings.dataDir, settings.instance);
  const { ledger, readModels, timeZone, vault } = settings;
  return {
    openLedger: () => openLedger(ledger.kind === 'embedded' ? { ...ledger, dir: folder.ledger } : ledger),
    openReadModels: ({ ledgerId }) =>
      readModels.kind === 'embedded'
        ? openPgliteReadModels({ dir: folder.readModels, ledgerId, timeZone })
        : openPostgresReadModels({ databaseUrl: readModels.databaseUrl, ledgerId, timeZone }),
    openVault: () =>
      vault.kind === 'embedded' ? openLmdbVault({ dir: folder.vault }) : openPostgresVault({ url: vault.url }),
  };
}

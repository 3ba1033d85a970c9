import { openLmdbLedger } from '@tallystick/ledger-store';
import { dataFolder, StartRefused, type Settings } from '@tallystick/platform';
import { openPgliteReadModels, openPostgresReadModels } from '@tallystick/read-models';
import type { StoreOpeners } from './projection/stores.js';

/** Which adapters the settings choose. The embedded ledger is made when it is not there: whoever starts first makes it. */
export function storeOpeners(settings: Settings): StoreOpeners {
  const folder = dataFolder(settings.dataDir, settings.instance);
  const { readModels, timeZone } = settings;
  if (settings.ledger.kind !== 'embedded') {
    throw new StartRefused('TALLYSTICK_LEDGER=eventstoredb is not supported by this version: use embedded');
  }
  return {
    openLedger: () => openLmdbLedger({ dir: folder.ledger }),
    openReadModels: ({ ledgerId }) =>
      readModels.kind === 'embedded'
        ? openPgliteReadModels({ dir: folder.readModels, ledgerId, timeZone })
        : openPostgresReadModels({ databaseUrl: readModels.databaseUrl, ledgerId, timeZone }),
  };
}

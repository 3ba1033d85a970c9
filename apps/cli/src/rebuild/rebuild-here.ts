import { existsSync } from 'node:fs';
import { openLedger } from '@tallystick/ledger-store';
import { dataFolder, loadSettings } from '@tallystick/platform';
import { openPgliteReadModels, openPostgresReadModels, type Rebuilt } from '@tallystick/read-models';
import { CliFailure } from '../failure.js';

const PROGRESS_EVERY_MS = 2_000;

/** Rebuilds the tables of this machine's settings, without a projector. */
export async function rebuildHere(swap: boolean, progress: (foldedEvents: number) => void): Promise<Rebuilt> {
  const settings = loadSettings(process.env);
  const { ledger: place, readModels: kind, timeZone } = settings;
  const folder = dataFolder(settings.dataDir, settings.instance);
  const embedded = place.kind === 'embedded';
  if (embedded && !existsSync(folder.ledger)) {
    throw new CliFailure(`no ledger in ${settings.dataDir}: check TALLYSTICK_DATA_DIR`);
  }
  const ledger = await openLedger(embedded ? { ...place, dir: folder.ledger } : place);
  try {
    const { ledgerId } = ledger;
    const readModels =
      kind.kind === 'embedded'
        ? await openPgliteReadModels({ dir: folder.readModels, ledgerId, timeZone })
        : await openPostgresReadModels({ databaseUrl: kind.databaseUrl, ledgerId, timeZone });
    try {
      let lastMs = Date.now();
      return await readModels.rebuild({
        ledger,
        swap,
        onProgress({ logSize }) {
          if (Date.now() - lastMs < PROGRESS_EVERY_MS) return;
          lastMs = Date.now();
          progress(logSize);
        },
      });
    } finally {
      await readModels.close();
    }
  } finally {
    await ledger.close();
  }
}

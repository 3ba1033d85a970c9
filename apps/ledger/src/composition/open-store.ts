import { openLedger, type LedgerStore } from '@tallystick/ledger-store';
import { dataFolder, type Settings } from '@tallystick/platform';
import { rememberedLedger, rememberLedger } from './remembered-ledger.js';

/** Partitions whose streams are looked at before the start; those of higher numbers are before their first append. */
const CHECKED_PARTITIONS = 64;

/** Opens the ledger that the settings choose. @throws LedgerRefused | LedgerUnavailable */
export async function openStore(settings: Settings): Promise<LedgerStore> {
  const folder = dataFolder(settings.dataDir, settings.instance);
  if (settings.ledger.kind === 'embedded') return openLedger({ kind: 'embedded', dir: folder.ledger });
  const store = await openLedger({
    ...settings.ledger,
    ledgerId: rememberedLedger(folder.eventStoreLedgerId),
    checkStreams: ownStreams(settings),
  });
  rememberLedger(folder.eventStoreLedgerId, store.ledgerId);
  return store;
}

/** The streams that this process appends to, as far as they can be named beforehand. */
function ownStreams({ instance, kafka }: Settings): string[] {
  const partitions = kafka === null ? [] : Array.from({ length: CHECKED_PARTITIONS }, (_, partition) => partition);
  return [
    `intake-http.${instance}`,
    ...partitions.map((partition) => `intake-kafka.${kafka?.topic}-${partition}`),
    'policy',
    'prices',
    'rosters',
  ];
}

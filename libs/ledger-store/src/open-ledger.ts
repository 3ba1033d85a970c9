import { openEventStoreLedger, type EventStoreLedgerOptions } from './eventstoredb/open-eventstore-ledger.js';
import { openLmdbLedger, type LmdbLedgerOptions } from './lmdb/lmdb-ledger.js';
import type { LedgerStore } from './port/ledger-store.js';

/** Where a ledger lies, as the settings choose. */
export type LedgerPlace =
  ({ readonly kind: 'embedded' } & LmdbLedgerOptions) | ({ readonly kind: 'eventstoredb' } & EventStoreLedgerOptions);

/** Opens the ledger; one that is not there yet is made. @throws LedgerRefused | LedgerUnavailable */
export const openLedger = (place: LedgerPlace): Promise<LedgerStore> =>
  place.kind === 'embedded' ? openLmdbLedger(place) : openEventStoreLedger(place);

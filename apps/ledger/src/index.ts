export { LedgerModule } from './composition/ledger.module.js';
export { openLedgerParts, type LedgerParts } from './composition/ledger-parts.js';
export { LEDGER_SERVICE } from './service.js';

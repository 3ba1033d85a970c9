export * from './port/ledger-store.js';
export * from './port/ledger-errors.js';
export * from './port/identity-index.js';
export { memoryLedger } from './memory/memory-ledger.js';
export { memoryIdentityIndex } from './identity/memory-identity-index.js';
export { openLmdbLedger, type LmdbLedgerOptions } from './lmdb/lmdb-ledger.js';
export { openLmdbIdentityIndex, type LmdbIdentityIndexOptions } from './identity/lmdb-identity-index.js';
export { openEventStoreLedger, type EventStoreLedgerOptions } from './eventstoredb/open-eventstore-ledger.js';
export { backupLedger } from './lmdb/backup-ledger.js';

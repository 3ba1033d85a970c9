export { describeLedgerStore, newEvent, newEvents, type LedgerStoreHome } from './ledger-store.contract.js';

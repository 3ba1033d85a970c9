export { describeLedgerStore, newEvent, newEvents, type LedgerStoreHome } from './ledger-store.contract.js';
export { FaultyLedger, Crashed, type AppendFault } from './testing/faulty-ledger.js';
export { describeIdentityIndex, identityEntry, sha, type IdentityIndexHome } from './identity-index.contract.js';

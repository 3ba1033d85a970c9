/** Injection token of the process's `LedgerStore`. */
export const LEDGER_STORE = Symbol('LedgerStore');
/** Injection token of the data folder's `PublishedLog`. */
export const LEDGER_LOG = Symbol('PublishedLog');

/** Injection token of the process's `LedgerStore`. */
export const LEDGER_STORE = Symbol('LedgerStore');

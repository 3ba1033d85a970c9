export * from './port/ledger-store.js';
export * from './port/ledger-errors.js';
export * from './port/identity-index.js';

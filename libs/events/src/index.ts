export * from './usage-event.js';
export * from './ledger-events.js';

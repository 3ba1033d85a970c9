import { describeLedgerStore } from '../contract.js';
import { memoryLedger } from './memory-ledger.js';

describeLedgerStore('memory', async () => ({
  open: async () => memoryLedger(),
  keeps: false,
  startsEmpty: true,
  remove: async () => undefined,
}));

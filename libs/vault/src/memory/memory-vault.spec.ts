import { describeIdentityVault } from '../contract.js';
import { memoryVault } from './memory-vault.js';

describeIdentityVault('memory', async () => ({
  open: async () => memoryVault(),
  keeps: false,
  remove: async () => undefined,
}));

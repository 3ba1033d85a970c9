import { describeIdentityIndex } from '../contract.js';
import { memoryIdentityIndex } from './memory-identity-index.js';

describeIdentityIndex('memory', async () => ({
  open: async () => memoryIdentityIndex(),
  keeps: false,
  remove: async () => undefined,
}));

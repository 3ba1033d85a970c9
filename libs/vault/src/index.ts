export * from './identity-vault.js';
export { memoryVault } from './memory-vault.js';

export * from './identity-vault.js';

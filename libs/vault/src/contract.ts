export { describeIdentityVault, type IdentityVaultHome } from './identity-vault.contract.js';

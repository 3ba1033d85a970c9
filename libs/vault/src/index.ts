export * from './identity-vault.js';
export { memoryVault } from './memory/memory-vault.js';
export { backupVault } from './lmdb/backup-vault.js';
export { openLmdbVault } from './lmdb/lmdb-vault.js';
export { openPostgresVault } from './postgres/postgres-vault.js';

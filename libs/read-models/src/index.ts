export * from './read-models.js';
export * from './read-models-errors.js';
export { openPgliteReadModels } from './pglite/open-pglite-read-models.js';
export { openPostgresReadModels } from './postgres/open-postgres-read-models.js';
export { openBareAuditTable, type BareAuditTable } from './bare-audit-table.js';

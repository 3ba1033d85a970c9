export * from './read-models.js';
export * from './read-models-errors.js';
export { GROUP_KINDS, GROUP_SUMS } from './groups/group-book.js';
export { dayBounds, dayNumberAt } from './groups/group-days.js';
export type { GroupKind, GroupRow, GroupRows } from './groups/group-book.js';
export { openPgliteReadModels } from './pglite/open-pglite-read-models.js';
export { openPostgresReadModels } from './postgres/open-postgres-read-models.js';
export { openBareAuditTable, type BareAuditTable } from './bare-audit-table.js';

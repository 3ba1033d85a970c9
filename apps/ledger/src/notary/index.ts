export { openLogParts, type LogParts } from './log-parts.js';
export { NotaryKeeper } from './notary-keeper.js';
export { NotaryMetrics } from './notary-metrics.js';
export { NotaryRefused } from './notary-refused.js';
export { bundleOf } from './bundle-starts.js';
export { leavesAfter } from './leaves.js';
export type { PublishedCheckpoint, PublishedLog } from './published-log.js';

export { LeafIndexes } from './leaf-indexes.js';
export { Checkpoints } from './checkpoints.js';
export { LogController } from './log.controller.js';
export { logProviders } from './log.providers.js';
export { ProofController } from './proof.controller.js';

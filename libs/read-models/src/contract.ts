export { describeReadModels, type ReadModelsHome } from './read-models.contract.js';

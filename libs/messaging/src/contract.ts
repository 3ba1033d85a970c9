export * from './port/usage-source.contract.js';

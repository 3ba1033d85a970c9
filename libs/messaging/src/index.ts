export * from './usage-source.js';

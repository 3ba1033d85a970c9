export * from './merkle/hash.js';

export * from './kafka-intake.js';
export * from './kafka-life.js';
export * from './kafka-limits.js';

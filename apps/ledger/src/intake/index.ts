export * from './usage-intake.js';
export * from './intake-errors.js';
export * from './intake-limits.js';
export * from './intake-observer.js';
export * from './intake-lane.js';
export * from './pace.js';
export * from './http-intake.js';
export * from './identity-follower.js';

/** For the tests of whoever takes usage events in: every rule broken one at a time, and what must be answered. */
export * from './contract/broken-usage-events.js';
export * from './contract/sound-usage-event.js';
export * from './contract/bad-times.js';

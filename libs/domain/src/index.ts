export * from './identity/decide-usage.js';
export * from './ranking/rank-rows.js';
export { compareUtf8 } from './ranking/compare-utf8.js';
export * from './tokens/token-sums.js';
export * from './windows/time-window.js';
export * from './windows/windows.js';
export { UnknownTimeZone } from './windows/zone-clock.js';

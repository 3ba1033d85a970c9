export { simulate, type Outcome } from './simulate.js';

export { simulate, type Outcome } from './simulate.js';
export { bugs } from './bugs/index.js';
export { soundBuild } from './world/build.js';

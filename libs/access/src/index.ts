export { AccessRecorder, type AccessRecorderParts } from './access-recorder.js';

import { isNamingStream } from './naming-chosen.js';

const OURS = /^(?:intake-kafka\.|intake-http\.|usage-decisions-|access-)|^(?:policy|prices|rosters)$/;

/** Whether a stream is one that Tallystick writes; on a shared server, others' streams stand beside them. */
export const isLedgerStream = (stream: string): boolean => OURS.test(stream) || isNamingStream(stream);

import { useCaller } from './use-caller.js';

/** The zone in which the service keeps its windows; `UTC` while nobody knows. */
export const useServiceZone = (): string => useCaller()?.tz ?? 'UTC';

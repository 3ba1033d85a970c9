import type { Settings } from '../settings/settings.js';
import { callerFinder } from './api-keys.js';
import { LOCAL_CALLER, type Caller } from './caller.js';
import { readKeysFile } from './keys-file.js';

/** Tells who sends a request, from its `Authorization` header. */
export interface Authentication {
  /** For the log, at start. */
  readonly notes: readonly string[];
  callerOf(authorization: string | undefined): Caller | null;
}

/** Longest header value that is looked at; a key has 46 characters. */
const MAX_CREDENTIAL_LENGTH = 4_096;

/** @throws StartRefused when the keys file is wrong */
export function openAuthentication(auth: Settings['auth']): Authentication {
  if (auth.mode === 'none') {
    return {
      notes: ['no authentication: every caller is "local" with every role; group limits and DataViewed are off'],
      callerOf: () => LOCAL_CALLER,
    };
  }
  const { entries, warnings } = readKeysFile(auth.keysFile);
  const find = callerFinder(entries);
  return {
    notes: warnings,
    callerOf(authorization) {
      if (authorization === undefined || authorization.length > MAX_CREDENTIAL_LENGTH) return null;
      const key = /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
      return key === undefined ? null : find(key);
    },
  };
}

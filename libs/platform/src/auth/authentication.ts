import { Problem } from '../errors/problem.js';
import type { Settings } from '../settings/settings.js';
import { callerFinder } from './api-keys.js';
import { LOCAL_CALLER, type Caller } from './caller.js';
import { readKeysFile } from './keys-file.js';
import { OidcAuthentication } from './oidc/oidc-authentication.js';

/** Tells who sends a request, from its `Authorization` header. */
export interface Authentication {
  /** For the log, at start. */
  readonly notes: readonly string[];
  /** @throws Problem why this is nobody (unauthenticated), or why it cannot be told now */
  callerOf(authorization: string | undefined): Promise<Caller>;
  /** null when callers can be told apart, else why not. */
  reason(): Promise<string | null>;
}

/** Longest header value that is looked at: a key has 46 characters, a token of an issuer with many claims some thousand. */
const MAX_CREDENTIAL_LENGTH = 16 * 1024;

/** @throws StartRefused when the keys file is wrong */
export function openAuthentication(auth: Settings['auth']): Authentication {
  switch (auth.mode) {
    case 'none':
      return {
        notes: ['no authentication: every caller is "local" with every role; group limits and DataViewed are off'],
        callerOf: () => Promise.resolve(LOCAL_CALLER),
        reason: () => Promise.resolve(null),
      };
    case 'keys': {
      const { entries, warnings } = readKeysFile(auth.keysFile);
      const find = callerFinder(entries);
      return {
        notes: warnings,
        callerOf: async (authorization) => find(bearerOf(authorization)) ?? nobody(),
        reason: () => Promise.resolve(null),
      };
    }
    case 'oidc': {
      const oidc = new OidcAuthentication(auth);
      return {
        notes: [],
        callerOf: async (authorization) => oidc.callerOf(bearerOf(authorization)),
        reason: () => oidc.reason(),
      };
    }
  }
}

/** @throws Problem unauthenticated */
function bearerOf(authorization: string | undefined): string {
  if (authorization === undefined || authorization.length > MAX_CREDENTIAL_LENGTH) return nobody();
  return /^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? nobody();
}

function nobody(): never {
  throw new Problem('unauthenticated', 'send a known API key, or a token of the issuer, as Authorization: Bearer');
}

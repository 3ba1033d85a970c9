import { isTrustworthyUrl } from '../auth/oidc/issuer-url.js';
import { matching, oneOf, pathOrNull, text, type Environment } from './read-setting.js';
import type { Settings } from './settings.js';
import { WrongSettings } from './wrong-settings.js';

/** Which settings each way of authentication needs; set without it, somebody believes in a lock that is not there. */
const NEEDS = {
  none: [],
  keys: ['TALLYSTICK_KEYS_FILE'],
  oidc: ['OIDC_ISSUER', 'OIDC_AUDIENCE'],
} as const;
const MODES = ['none', 'keys', 'oidc'] as const;

/** How callers are told apart. @throws WrongSettings */
export function authSettings(env: Environment, workingDir: string): Settings['auth'] {
  const mode = oneOf(env, 'TALLYSTICK_AUTH', MODES);
  for (const other of MODES) {
    for (const name of NEEDS[other]) {
      const isSet = text(env, name) !== undefined;
      if (other === mode && !isSet) throw new WrongSettings(name, `not set, but TALLYSTICK_AUTH=${mode} needs it`);
      if (other !== mode && isSet) {
        const advice = `set TALLYSTICK_AUTH=${other} too, or leave both out`;
        throw new WrongSettings(name, `set, but nobody would read it: ${advice}`);
      }
    }
  }
  if (mode === 'keys') return { mode, keysFile: pathOrNull(env, 'TALLYSTICK_KEYS_FILE', workingDir)! };
  if (mode === 'oidc') return { mode, issuer: issuerIn(env), audience: audienceIn(env) };
  return { mode };
}

/** As its tokens write it (`iss`), to the character: a slash at its end counts. */
function issuerIn(env: Environment): string {
  const issuer = text(env, 'OIDC_ISSUER')!;
  if (isTrustworthyUrl(issuer) && new URL(issuer).search === '') return issuer;
  throw new WrongSettings(
    'OIDC_ISSUER',
    'allowed: an https address without query or password, or http on this machine (127.0.0.1, localhost)',
  );
}

const audienceIn = (env: Environment): string =>
  matching(env, 'OIDC_AUDIENCE', /^[^\s\p{Cc}]{1,512}$/u, '1-512 characters without blanks')!;

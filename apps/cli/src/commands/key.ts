import { newApiKey, ROLES, type Role } from '@tallystick/platform';
import { CliFailure, EXIT, failureLine } from '../failure.js';
import type { Terminal } from '../output/terminal.js';

export interface KeyOptions {
  readonly name: string;
  readonly role: readonly string[];
  readonly source?: readonly string[];
  readonly subject?: string;
  readonly team?: readonly string[];
}

/** `tallystick key`: makes an API key. Only its hash goes into the keys file, so the key is shown this once. */
export function makeKey(terminal: Terminal, { name, role, source, subject, team }: KeyOptions): number {
  const { key, entry } = made({
    name,
    roles: role as readonly Role[],
    ...(source === undefined ? {} : { sources: source }),
    ...(subject === undefined ? {} : { subject }),
    ...(team === undefined ? {} : { teams: team }),
  });
  terminal.say(`key    ${key}`);
  terminal.say(
    '       shown only now: give it to its holder, who sends it as TALLYSTICK_TOKEN (Authorization: Bearer)',
  );
  terminal.say(`entry  ${JSON.stringify(entry)}`);
  terminal.say('       add it to the JSON array in TALLYSTICK_KEYS_FILE and restart the services');
  terminal.document({ key, entry });
  return EXIT.ok;
}

function made(wish: Parameters<typeof newApiKey>[0]): ReturnType<typeof newApiKey> {
  try {
    return newApiKey(wish);
  } catch (error) {
    throw new CliFailure(`no key can be like this: it ${failureLine(error)} (roles: ${ROLES.join(', ')})`);
  }
}

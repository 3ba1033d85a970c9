import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where `verify` keeps what it saw last when nothing else is said (XDG base directories). */
export const stateFolder = (env: Readonly<Record<string, string | undefined>>): string =>
  join(env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state'), 'tallystick', 'verify');

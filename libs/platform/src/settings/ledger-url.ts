import { text, type Environment } from './read-setting.js';
import type { Listen } from './settings.js';
import { WrongSettings } from './wrong-settings.js';

const NAME = 'TALLYSTICK_LEDGER_URL';

/**
 * Where the projector reaches the ledger service: as set, else where the ledger's own settings say that it listens.
 * Only an origin: a path would be joined to ours in ways nobody expects.
 * @returns null when the ledger takes any free port and nothing else is said
 */
export function ledgerUrl(env: Environment, { host, port }: Listen): string | null {
  const value = text(env, NAME);
  if (value !== undefined) return originOf(value);
  if (port === 0) return null;
  const called = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${called.includes(':') ? `[${called}]` : called}:${port}`;
}

function originOf(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isOrigin = url !== undefined && (url.href === `${url.origin}/` || url.href === url.origin);
  // The value is not repeated: it may hold a password, which is one of the reasons to refuse it.
  if (!isOrigin || !/^https?:$/.test(url.protocol)) {
    throw new WrongSettings(NAME, 'found something else (not shown), allowed: http://host:port or https://host:port');
  }
  return url.origin;
}

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'dotenv';
import { isLoopback } from '../auth/oidc/issuer-url.js';
import { systemErrorCode } from '../errors/system-error-code.js';
import { authSettings } from './auth-settings.js';
import { kafkaSettings } from './kafka-settings.js';
import { ledgerUrl } from './ledger-url.js';
import { nearestName } from './nearest-name.js';
import { matching, oneOf, pathOrNull, secretUrl, text, wholeNumber, type Environment } from './read-setting.js';
import { SETTINGS_TABLE } from './settings-table.js';
import { LOG_LEVELS, type Listen, type Settings } from './settings.js';
import { StartRefused, WrongSettings } from './wrong-settings.js';

/**
 * Every setting, checked as a whole. `.env` in the working directory is read; the environment wins over it.
 * @param options.workingDir where `.env` lies and what relative paths start from; default: the process's own
 * @throws WrongSettings with the one line to print
 */
export function loadSettings(env: Environment = process.env, options: { readonly workingDir?: string } = {}): Settings {
  const workingDir = options.workingDir ?? process.cwd();
  const all = { ...readEnvFile(workingDir), ...withoutEmpty(env) };
  refuseUnknownNames(all);
  const auth = authSettings(all, workingDir);
  const ledgerHttp = listenSettings(all, 'TALLYSTICK_LEDGER', 8080, auth.mode !== 'none');
  const settings: Settings = {
    dataDir: resolve(workingDir, text(all, 'TALLYSTICK_DATA_DIR') ?? './data'),
    instance:
      matching(
        all,
        'TALLYSTICK_INSTANCE',
        /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
        '1-64 of A-Z a-z 0-9 . _ -, beginning with a letter or digit',
      ) ?? '0',
    ledger: ledgerSettings(all),
    readModels: readModelSettings(all),
    vault: vaultSettings(all),
    kafka: kafkaSettings(all),
    ledgerHttp,
    ledgerUrl: ledgerUrl(all, ledgerHttp),
    projectorHttp: listenSettings(all, 'TALLYSTICK_PROJECTOR', 8081, auth.mode !== 'none'),
    auth,
    log: {
      origin: matching(all, 'TALLYSTICK_LOG_ORIGIN', /^[^\s+]{1,200}$/, 'no spaces, no +') ?? 'tallystick.local/ledger',
      keyFile: pathOrNull(all, 'TALLYSTICK_LOG_KEY_FILE', workingDir),
    },
    witnesses: witnessSettings(all),
    minGroup: wholeNumber(all, 'TALLYSTICK_MIN_GROUP', 10, 5, 1_000_000),
    timeZone: timeZone(all),
    logLevel: oneOf(all, 'LOG_LEVEL', LOG_LEVELS),
  };
  return settings;
}

function readEnvFile(workingDir: string): Environment {
  const file = join(workingDir, '.env');
  try {
    return parse(readFileSync(file));
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return {};
    throw new StartRefused(`cannot read ${file} (${systemErrorCode(error) ?? 'unknown reason'})`, { cause: error });
  }
}

/** An empty variable does not hide the one in `.env`. */
const withoutEmpty = (env: Environment): Environment =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''));

function refuseUnknownNames(env: Environment): void {
  const known = SETTINGS_TABLE.map((row) => row.name);
  for (const name of Object.keys(env)) {
    if (!name.toUpperCase().startsWith('TALLYSTICK_') || known.includes(name)) continue;
    const near = nearestName(name.toUpperCase(), known);
    throw new WrongSettings(
      name,
      `there is no setting of this name${near === undefined ? '' : `, did you mean ${near}?`} (all names: docs/reference/settings.md)`,
    );
  }
}

function ledgerSettings(env: Environment): Settings['ledger'] {
  const kind = oneOf(env, 'TALLYSTICK_LEDGER', ['embedded', 'eventstoredb']);
  if (kind === 'embedded') return { kind };
  const url = secretUrl(env, 'EVENTSTORE_URL', ['esdb', 'esdb+discover', 'kurrentdb', 'kurrentdb+discover']);
  if (url === undefined) {
    throw new WrongSettings('EVENTSTORE_URL', 'not set, but TALLYSTICK_LEDGER=eventstoredb needs it');
  }
  if (text(env, 'TALLYSTICK_VAULT_URL') === undefined) {
    throw new WrongSettings(
      'TALLYSTICK_VAULT_URL',
      'not set, but TALLYSTICK_LEDGER=eventstoredb needs it: one vault per ledger',
    );
  }
  return { kind, url };
}

function readModelSettings(env: Environment): Settings['readModels'] {
  const kind = oneOf(env, 'TALLYSTICK_READ_MODELS', ['embedded', 'postgres']);
  if (kind === 'embedded') return { kind };
  const databaseUrl = secretUrl(env, 'DATABASE_URL', ['postgres', 'postgresql']);
  if (databaseUrl === undefined) {
    throw new WrongSettings('DATABASE_URL', 'not set, but TALLYSTICK_READ_MODELS=postgres needs it');
  }
  return { kind, databaseUrl };
}

function vaultSettings(env: Environment): Settings['vault'] {
  const url = secretUrl(env, 'TALLYSTICK_VAULT_URL', ['postgres', 'postgresql']);
  return url === undefined ? { kind: 'embedded' } : { kind: 'postgres', url };
}

function listenSettings(env: Environment, prefix: string, byDefault: number, authenticated: boolean): Listen {
  const name = `${prefix}_HOST`;
  const host = matching(env, name, /^[A-Za-z0-9.:_-]{1,253}$/, 'a host name or an IP address') ?? '127.0.0.1';
  if (!authenticated && !isLoopback(host)) {
    throw new WrongSettings(
      name,
      `found "${host}", which others can reach, while nobody has to authenticate: set TALLYSTICK_AUTH=keys or oidc, or stay on 127.0.0.1`,
    );
  }
  return { host, port: wholeNumber(env, `${prefix}_PORT`, byDefault, 0, 65_535) };
}

function witnessSettings(env: Environment): readonly string[] {
  const witnesses = (text(env, 'TALLYSTICK_WITNESSES') ?? '').split(',').map((entry) => entry.trim());
  const wrong = witnesses.find((entry) => entry !== '' && !/^https?:\/\/\S/.test(entry));
  if (wrong !== undefined) {
    throw new WrongSettings('TALLYSTICK_WITNESSES', `found "${wrong}", allowed: http(s) URLs with their verifier keys`);
  }
  return witnesses.filter((entry) => entry !== '');
}

function timeZone(env: Environment): string {
  const zone = text(env, 'TALLYSTICK_TZ') ?? 'UTC';
  // Offsets such as +02:00 pass Intl too, but name no zone: they know no summer time. The name stays as it was written:
  // Intl would turn Asia/Kolkata into Asia/Calcutta.
  if (/^[A-Za-z]/.test(zone) && isTimeZone(zone)) return zone;
  throw new WrongSettings('TALLYSTICK_TZ', `found "${zone}", allowed: an IANA time zone such as UTC or Europe/Berlin`);
}

function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }) !== undefined;
  } catch (error) {
    if ((error as Error).name === 'RangeError') return false;
    throw error;
  }
}

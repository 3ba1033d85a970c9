import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings } from './load-settings.js';
import { SETTINGS_TABLE } from './settings-table.js';
import { WrongSettings } from './wrong-settings.js';

const nowhere = { workingDir: join(tmpdir(), 'tallystick-no-such-folder') };
const load = (env: Record<string, string>) => loadSettings(env, nowhere);

const OIDC = { TALLYSTICK_AUTH: 'oidc', OIDC_ISSUER: 'https://issuer.example/realms/a', OIDC_AUDIENCE: 'tallystick' };

function refusal(env: Record<string, string>): string {
  try {
    load(env);
  } catch (error) {
    expect(error).toBeInstanceOf(WrongSettings);
    return (error as Error).message;
  }
  throw new Error('the settings were accepted');
}

describe('settings', () => {
  it('have the defaults of the contract', () => {
    expect(load({})).toEqual({
      dataDir: join(nowhere.workingDir, 'data'),
      instance: '0',
      ledger: { kind: 'embedded' },
      readModels: { kind: 'embedded' },
      vault: { kind: 'embedded' },
      kafka: null,
      ledgerHttp: { host: '127.0.0.1', port: 8080 },
      projectorHttp: { host: '127.0.0.1', port: 8081 },
      ledgerUrl: 'http://127.0.0.1:8080',
      auth: { mode: 'none' },
      log: { origin: 'tallystick.local/ledger', keyFile: null },
      witnesses: [],
      minGroup: 10,
      timeZone: 'UTC',
      logLevel: 'info',
    });
  });

  it.each([
    'esdb://host:2113?tls=false',
    'esdb+discover://user:pass@cluster.example:2113',
    'kurrentdb://a:2113,b:2113,c:2113?nodePreference=leader',
  ])('take EventStoreDB at %s, with a vault in PostgreSQL', (url) => {
    const vault = 'postgres://v/v';
    const settings = load({ TALLYSTICK_LEDGER: 'eventstoredb', EVENTSTORE_URL: url, TALLYSTICK_VAULT_URL: vault });
    expect(settings.ledger).toEqual({ kind: 'eventstoredb', url });
    expect(settings.vault).toEqual({ kind: 'postgres', url: vault });
  });

  it('take everything that the contract names', () => {
    const settings = load({
      TALLYSTICK_DATA_DIR: '/srv/tally',
      TALLYSTICK_INSTANCE: 'ledger-2',
      TALLYSTICK_READ_MODELS: 'postgres',
      DATABASE_URL: 'postgres://tally:secret@db/tally',
      TALLYSTICK_VAULT_URL: 'postgresql://vault/v',
      KAFKA_BROKERS: 'a:9092, b:9093',
      KAFKA_TOPIC: 'usage',
      KAFKA_GROUP: 'g',
      KAFKA_SSL: 'true',
      KAFKA_SASL_MECHANISM: 'scram-sha-256',
      KAFKA_SASL_USERNAME: 'u',
      KAFKA_SASL_PASSWORD: 'p',
      TALLYSTICK_LEDGER_HOST: '0.0.0.0',
      TALLYSTICK_LEDGER_PORT: '0',
      TALLYSTICK_PROJECTOR_PORT: '65535',
      TALLYSTICK_AUTH: 'keys',
      TALLYSTICK_KEYS_FILE: '/srv/keys.json',
      TALLYSTICK_MIN_GROUP: '5',
      TALLYSTICK_TZ: 'Europe/Berlin',
      LOG_LEVEL: 'debug',
    });
    expect(settings).toMatchObject({
      dataDir: '/srv/tally',
      instance: 'ledger-2',
      readModels: { kind: 'postgres', databaseUrl: 'postgres://tally:secret@db/tally' },
      vault: { kind: 'postgres', url: 'postgresql://vault/v' },
      kafka: {
        brokers: ['a:9092', 'b:9093'],
        topic: 'usage',
        deadLetterTopic: 'usage.dead-letter',
        group: 'g',
        ssl: true,
        sasl: { mechanism: 'scram-sha-256', username: 'u', password: 'p' },
      },
      ledgerHttp: { host: '0.0.0.0', port: 0 },
      projectorHttp: { host: '127.0.0.1', port: 65_535 },
      auth: { mode: 'keys', keysFile: '/srv/keys.json' },
      minGroup: 5,
      timeZone: 'Europe/Berlin',
      logLevel: 'debug',
    });
  });

  it('take an OIDC issuer, and with it a host beyond loopback', () => {
    expect(load({ ...OIDC, TALLYSTICK_LEDGER_HOST: '0.0.0.0' })).toMatchObject({
      auth: { mode: 'oidc', issuer: OIDC.OIDC_ISSUER, audience: 'tallystick' },
      ledgerHttp: { host: '0.0.0.0' },
    });
    for (const issuer of ['http://127.0.0.1:9000', 'http://localhost/', 'http://[::1]:1']) {
      expect(load({ ...OIDC, OIDC_ISSUER: issuer }).auth).toMatchObject({ issuer });
    }
  });

  it.each([
    [{}, 'http://127.0.0.1:8080'],
    [{ TALLYSTICK_LEDGER_PORT: '9000' }, 'http://127.0.0.1:9000'],
    [{ TALLYSTICK_LEDGER_HOST: '::1' }, 'http://[::1]:8080'],
    [{ TALLYSTICK_LEDGER_HOST: '0.0.0.0', ...OIDC }, 'http://127.0.0.1:8080'],
    [{ TALLYSTICK_LEDGER_URL: 'https://ledger.example:8443/' }, 'https://ledger.example:8443'],
    [{ TALLYSTICK_LEDGER_PORT: '0' }, null],
  ])('find the ledger service by %j', (env, url) => {
    expect(load(env as Record<string, string>).ledgerUrl).toBe(url);
  });

  it.each([
    'ledger:8080',
    'ftp://ledger',
    'http://ledger/path',
    'http://ledger?x=1',
    'http://name:secret@ledger',
    'file:///etc/passwd',
    'nonsense',
  ])('refuse %s as the ledger service, without repeating it', (url) => {
    expect(refusal({ TALLYSTICK_LEDGER_URL: url })).toMatch(
      /TALLYSTICK_LEDGER_URL: found something else \(not shown\)/,
    );
  });

  it('count an empty value as not set', () => {
    expect(load({ KAFKA_BROKERS: '', TALLYSTICK_TZ: ' ', TALLYSTICK_LEDGER_PORT: '' })).toEqual(load({}));
  });

  const wrong: [what: string, env: Record<string, string>, says: RegExp][] = [
    [
      'an unknown name',
      { TALLYSTICK_LEGDER_PORT: '1' },
      /TALLYSTICK_LEGDER_PORT.*did you mean TALLYSTICK_LEDGER_PORT\?/,
    ],
    ['a name in lower case', { tallystick_tz: 'UTC' }, /tallystick_tz.*did you mean TALLYSTICK_TZ\?/],
    ['a name like no other', { TALLYSTICK_QQQQQQQQQQQQQQQQQQQQQQ: '1' }, /no setting of this name \(/],
    ['an instance with a slash', { TALLYSTICK_INSTANCE: '../1' }, /TALLYSTICK_INSTANCE: found "\.\.\/1"/],
    ['an unknown ledger', { TALLYSTICK_LEDGER: 'mongo' }, /found "mongo", allowed: embedded, eventstoredb/],
    ['eventstoredb without its URL', { TALLYSTICK_LEDGER: 'eventstoredb' }, /EVENTSTORE_URL: not set/],
    [
      'eventstoredb without a vault',
      { TALLYSTICK_LEDGER: 'eventstoredb', EVENTSTORE_URL: 'esdb://h:2113' },
      /TALLYSTICK_VAULT_URL: not set/,
    ],
    [
      'an EventStoreDB URL of another kind',
      { TALLYSTICK_LEDGER: 'eventstoredb', EVENTSTORE_URL: 'http://h' },
      /esdb:\/\//,
    ],
    ['postgres without its URL', { TALLYSTICK_READ_MODELS: 'postgres' }, /DATABASE_URL: not set/],
    ['oidc without an issuer', { TALLYSTICK_AUTH: 'oidc', OIDC_AUDIENCE: 'a' }, /OIDC_ISSUER: not set/],
    ['oidc without an audience', { TALLYSTICK_AUTH: 'oidc', OIDC_ISSUER: 'https://i' }, /OIDC_AUDIENCE: not set/],
    ['an issuer that nobody asks', { OIDC_ISSUER: 'https://i' }, /OIDC_ISSUER: set, but .*TALLYSTICK_AUTH=oidc/],
    ...['http://issuer.example', 'https://u:p@i', 'https://i?x=1', 'https://i#x', 'issuer', 'ftp://i'].map(
      (issuer): [string, Record<string, string>, RegExp] => [
        `the issuer ${issuer}`,
        { TALLYSTICK_AUTH: 'oidc', OIDC_ISSUER: issuer, OIDC_AUDIENCE: 'a' },
        /OIDC_ISSUER: allowed: an https address/,
      ],
    ),
    ['a keys file beside oidc', { ...OIDC, TALLYSTICK_KEYS_FILE: '/k.json' }, /TALLYSTICK_KEYS_FILE: set, but/],
    ['two audiences', { ...OIDC, OIDC_AUDIENCE: 'a b' }, /OIDC_AUDIENCE: found "a b"/],
    ['keys without their file', { TALLYSTICK_AUTH: 'keys' }, /TALLYSTICK_KEYS_FILE: not set/],
    ['a keys file that nobody reads', { TALLYSTICK_KEYS_FILE: '/k.json' }, /TALLYSTICK_KEYS_FILE: set, but/],
    [
      'an open ledger without authentication',
      { TALLYSTICK_LEDGER_HOST: '0.0.0.0' },
      /TALLYSTICK_LEDGER_HOST.*authenticate/,
    ],
    ['an open projector without authentication', { TALLYSTICK_PROJECTOR_HOST: '::' }, /TALLYSTICK_PROJECTOR_HOST/],
    ['a host that only looks like loopback', { TALLYSTICK_LEDGER_HOST: '127.0.0.1.example.org' }, /authenticate/],
    ['a host with a space', { TALLYSTICK_LEDGER_HOST: 'a b' }, /found "a b"/],
    [
      'a port beyond 65535',
      { TALLYSTICK_LEDGER_PORT: '65536' },
      /found "65536", allowed: a whole number from 0 to 65535/,
    ],
    ['a port with a sign', { TALLYSTICK_PROJECTOR_PORT: '-1' }, /TALLYSTICK_PROJECTOR_PORT/],
    ['a port in words', { TALLYSTICK_LEDGER_PORT: '0x50' }, /found "0x50"/],
    ['a group below the floor', { TALLYSTICK_MIN_GROUP: '4' }, /found "4", allowed: a whole number from 5/],
    ['half a person', { TALLYSTICK_MIN_GROUP: '5.5' }, /TALLYSTICK_MIN_GROUP/],
    ['a zone that is none', { TALLYSTICK_TZ: 'Mars/Olympus' }, /found "Mars\/Olympus", allowed: an IANA/],
    ['an offset for a zone', { TALLYSTICK_TZ: '+02:00' }, /TALLYSTICK_TZ/],
    ['a broker without a port', { KAFKA_BROKERS: 'a:9092,b' }, /KAFKA_BROKERS: found "b"/],
    ['a broker with an impossible port', { KAFKA_BROKERS: 'a:99999' }, /KAFKA_BROKERS/],
    ['an impossible topic', { KAFKA_TOPIC: 'a/b' }, /KAFKA_TOPIC: found "a\/b"/],
    ['dead letters into the topic itself', { KAFKA_TOPIC: 'a', KAFKA_DEAD_LETTER_TOPIC: 'a' }, /feed itself/],
    ['a truth value in words', { KAFKA_SSL: 'yes' }, /found "yes", allowed: false, true/],
    [
      'SASL without a name',
      { KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_PASSWORD: 'p' },
      /KAFKA_SASL_USERNAME: not set/,
    ],
    ['SASL without a password', { KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_USERNAME: 'u' }, /KAFKA_SASL_PASSWORD/],
    ['a SASL name without a mechanism', { KAFKA_SASL_USERNAME: 'u' }, /KAFKA_SASL_MECHANISM: not set/],
    ['a log name with a plus', { TALLYSTICK_LOG_ORIGIN: 'a+b' }, /TALLYSTICK_LOG_ORIGIN/],
    ['a witness that is no URL', { TALLYSTICK_WITNESSES: 'bob' }, /TALLYSTICK_WITNESSES: found "bob"/],
    ['an unknown log level', { LOG_LEVEL: 'loud' }, /LOG_LEVEL: found "loud"/],
  ];
  it.each(wrong)('refuse %s in one line', (_what, env, says) => {
    const line = refusal(env);
    expect(line).toMatch(says);
    expect(line).not.toContain('\n');
  });

  it('never repeat what may hold a password', () => {
    const line = refusal({ TALLYSTICK_READ_MODELS: 'postgres', DATABASE_URL: 'mysql://root:hunter2@db' });
    expect(line).toMatch(/^wrong setting DATABASE_URL: .*postgres:\/\//);
    expect(line).not.toContain('hunter2');
    expect(refusal({ TALLYSTICK_VAULT_URL: 'hunter2' })).not.toContain('hunter2');
  });

  it('mark every name that sounds secret as secret', () => {
    // The address of the ledger service is refused with a password in it.
    const named = SETTINGS_TABLE.filter(
      ({ name }) => /PASSWORD|_URL|TOKEN/.test(name) && name !== 'TALLYSTICK_LEDGER_URL',
    );
    expect(named.map((row) => [row.name, row.secret])).toEqual(named.map((row) => [row.name, true]));
  });

  describe('in .env', () => {
    const dir = mkdtempSync(join(tmpdir(), 'tallystick-env-'));
    writeFileSync(join(dir, '.env'), 'TALLYSTICK_INSTANCE=seven\nTALLYSTICK_TZ="Asia/Kolkata"\n# a comment\n');
    afterAll(() => rmSync(dir, { recursive: true }));

    it('are read from the working directory, and lose against the environment', () => {
      expect(loadSettings({}, { workingDir: dir })).toMatchObject({ instance: 'seven', timeZone: 'Asia/Kolkata' });
      expect(loadSettings({ TALLYSTICK_INSTANCE: '8' }, { workingDir: dir }).instance).toBe('8');
      expect(loadSettings({ TALLYSTICK_INSTANCE: '' }, { workingDir: dir }).instance).toBe('seven');
    });
  });
});

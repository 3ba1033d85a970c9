/** One setting as it stands in docs/reference/settings.md, which a test holds against this table. */
export interface SettingRow {
  readonly name: string;
  /** As a reader sees it: a literal value, or words. */
  readonly default: string;
  readonly meaning: string;
  /** Its value is never printed, not even when it is wrong. */
  readonly secret?: true;
}

const row = (name: string, byDefault: string, meaning: string): SettingRow => ({ name, default: byDefault, meaning });
const secret = (name: string, byDefault: string, meaning: string): SettingRow => ({
  ...row(name, byDefault, meaning),
  secret: true,
});

/** Every name that any part of Tallystick reads from the environment. */
export const SETTINGS_TABLE: readonly SettingRow[] = [
  row('TALLYSTICK_DATA_DIR', './data', 'Folder of the embedded ledger, read models, log tiles, vault and keys.'),
  row(
    'TALLYSTICK_INSTANCE',
    '0',
    'Stable name of this ledger instance, 1-64 of `A-Z a-z 0-9 . _ -`, beginning with a letter or digit. Two ledger processes never share one.',
  ),
  row(
    'TALLYSTICK_LEDGER',
    'embedded',
    '`embedded` (LMDB in the data folder) or `eventstoredb` (needs `EVENTSTORE_URL` and `TALLYSTICK_VAULT_URL`).',
  ),
  secret(
    'EVENTSTORE_URL',
    'none',
    '`esdb://...` of EventStoreDB or KurrentDB; read with `TALLYSTICK_LEDGER=eventstoredb`.',
  ),
  row(
    'TALLYSTICK_READ_MODELS',
    'embedded',
    '`embedded` (PGlite in the data folder) or `postgres` (needs `DATABASE_URL`).',
  ),
  secret('DATABASE_URL', 'none', '`postgres://...` of the read models; read with `TALLYSTICK_READ_MODELS=postgres`.'),
  secret(
    'TALLYSTICK_VAULT_URL',
    'embedded',
    '`postgres://...` of the identity vault; absent: embedded in the data folder. Required with `eventstoredb`.',
  ),
  row('KAFKA_BROKERS', 'none', '`host:port`, comma separated. When set, the Kafka intake runs.'),
  row('KAFKA_TOPIC', 'usage-events', 'Topic of the usage events. Must exist.'),
  row('KAFKA_DEAD_LETTER_TOPIC', '<KAFKA_TOPIC>.dead-letter', 'Topic of the records that were refused. Must exist.'),
  row('KAFKA_GROUP', 'tallystick-ledger', 'Consumer group of the ledger instances.'),
  row('KAFKA_SSL', 'false', '`true` or `false`.'),
  row('KAFKA_SASL_MECHANISM', 'none', '`plain`, `scram-sha-256` or `scram-sha-512`; needs name and password.'),
  row('KAFKA_SASL_USERNAME', 'none', 'Name for SASL.'),
  secret('KAFKA_SASL_PASSWORD', 'none', 'Password for SASL.'),
  row(
    'TALLYSTICK_LEDGER_HOST',
    '127.0.0.1',
    'Address of the ledger service. Beyond loopback only with authentication.',
  ),
  row('TALLYSTICK_LEDGER_PORT', '8080', 'Port of the ledger service, 0-65535; 0 takes any free one.'),
  row(
    'TALLYSTICK_LEDGER_URL',
    'from the host and port above',
    'Origin of the ledger service as the projector reaches it (`http://ledger:8080`), for what the dashboard asks of the ledger.',
  ),
  row(
    'TALLYSTICK_PROJECTOR_HOST',
    '127.0.0.1',
    'Address of the projector service. Beyond loopback only with authentication.',
  ),
  row('TALLYSTICK_PROJECTOR_PORT', '8081', 'Port of the projector service, 0-65535; 0 takes any free one.'),
  row(
    'TALLYSTICK_AUTH',
    'none',
    '`none` (loopback only: the caller is `local` with every role; group limits and `DataViewed` are off), `keys` (needs `TALLYSTICK_KEYS_FILE`) or `oidc` (needs `OIDC_ISSUER` and `OIDC_AUDIENCE`).',
  ),
  row('TALLYSTICK_KEYS_FILE', 'none', 'JSON file of hashed API keys; read with `TALLYSTICK_AUTH=keys`.'),
  row(
    'OIDC_ISSUER',
    'none',
    'Issuer whose tokens are taken, as they write it (`iss`): https, or http on loopback; read with `TALLYSTICK_AUTH=oidc`.',
  ),
  row('OIDC_AUDIENCE', 'none', 'Audience that the tokens must be meant for (`aud`); read with `TALLYSTICK_AUTH=oidc`.'),
  row(
    'TALLYSTICK_LOG_ORIGIN',
    'tallystick.local/ledger',
    "The transparency log's name: no spaces, no `+`. Of all logs in the world only this one has it; it never changes.",
  ),
  row(
    'TALLYSTICK_LOG_KEY_FILE',
    'in the data folder',
    "File of the transparency log's signing keys, the present one first; made on the first start (`keys/log.key`).",
  ),
  row('TALLYSTICK_WITNESSES', 'none', 'Witnesses to ask for cosignatures: `URL#VERIFIER-KEY`, comma separated.'),
  row('TALLYSTICK_MIN_GROUP', '10', 'People a group needs before its sums are shown. A whole number, not below 5.'),
  row('TALLYSTICK_TZ', 'UTC', 'IANA time zone in which windows are kept ready; others answer too, more slowly.'),
  secret(
    'TALLYSTICK_TOKEN',
    'none',
    'API key, or token of the issuer, that the command line sends as Bearer. The services do not read it.',
  ),
  row('LOG_LEVEL', 'info', '`trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`.'),
];

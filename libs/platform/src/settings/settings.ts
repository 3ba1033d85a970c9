/** Everything that can be set from outside, once, at start. Names and defaults: docs/reference/settings.md. */
export interface Settings {
  readonly dataDir: string;
  readonly instance: string;
  readonly ledger: { readonly kind: 'embedded' } | { readonly kind: 'eventstoredb'; readonly url: string };
  readonly readModels: { readonly kind: 'embedded' } | { readonly kind: 'postgres'; readonly databaseUrl: string };
  readonly vault: { readonly kind: 'embedded' } | { readonly kind: 'postgres'; readonly url: string };
  /** null: no Kafka intake. */
  readonly kafka: KafkaSettings | null;
  readonly ledgerHttp: Listen;
  readonly projectorHttp: Listen;
  /** Origin of the ledger service as the projector reaches it; null: not known. */
  readonly ledgerUrl: string | null;
  readonly auth:
    | { readonly mode: 'none' }
    | { readonly mode: 'keys'; readonly keysFile: string }
    | { readonly mode: 'oidc'; readonly issuer: string; readonly audience: string };
  readonly log: { readonly origin: string; readonly keyFile: string | null };
  readonly witnesses: readonly string[];
  readonly minGroup: number;
  /** IANA zone in which windows are kept ready. */
  readonly timeZone: string;
  readonly logLevel: LogLevel;
}

/** The first is the default. */
export const LOG_LEVELS = ['info', 'trace', 'debug', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface Listen {
  readonly host: string;
  readonly port: number;
}

export interface KafkaSettings {
  readonly brokers: readonly string[];
  readonly topic: string;
  readonly deadLetterTopic: string;
  readonly group: string;
  readonly ssl: boolean;
  readonly sasl: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    readonly username: string;
    readonly password: string;
  } | null;
}

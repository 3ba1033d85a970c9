import { Kafka, logLevel, type KafkaConfig, type LogEntry } from 'kafkajs';

/** How to reach the brokers. */
export interface KafkaConnection {
  readonly brokers: readonly string[];
  readonly ssl: boolean;
  readonly sasl: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    readonly username: string;
    readonly password: string;
  } | null;
  readonly clientId?: string;
  /** Warnings and errors of the client library. Default: silence. */
  readonly log?: (level: 'warn' | 'error', message: string) => void;
}

/** Wall time of one request; a broker that says nothing for so long is treated as gone. */
const requestTimeoutMs = 10_000;
const connectionTimeoutMs = 3_000;
/**
 * Pause between two tries at most: after a broker's restart the client is back within this time (kafkajs's default of
 * 30 s would make it 23 s as measured).
 */
export const maxRetryTimeMs = 2_000;

/**
 * A client that never gives up by itself: 1e9 retries, since kafkajs's own end of patience (5) is a silent outage.
 * Whoever needs an end (dead letters, a start) sets its own.
 */
export function connectKafka(connection: KafkaConnection, retries = 1_000_000_000): Kafka {
  ignoreTimeoutNegativeWarning();
  const config: KafkaConfig = {
    clientId: connection.clientId ?? 'tallystick',
    brokers: [...connection.brokers],
    ssl: connection.ssl,
    connectionTimeout: connectionTimeoutMs,
    requestTimeout: requestTimeoutMs,
    retry: {
      initialRetryTime: 100,
      maxRetryTime: maxRetryTimeMs,
      retries,
      restartOnFailure: () => Promise.resolve(true),
    },
    logLevel: connection.log === undefined ? logLevel.NOTHING : logLevel.WARN,
    logCreator: () => (entry) => connection.log?.(...logLine(entry)),
  };
  if (connection.sasl !== null) config.sasl = connection.sasl as NonNullable<KafkaConfig['sasl']>;
  return new Kafka(config);
}

/** Only the library's sentence and its error: never a record's content. */
function logLine({ level, namespace, log }: LogEntry): ['warn' | 'error', string] {
  const error = typeof log['error'] === 'string' ? `: ${log['error']}` : '';
  return [
    level <= logLevel.ERROR ? 'error' : 'warn',
    `kafka${namespace ? ` ${namespace}` : ''}: ${log.message}${error}`,
  ];
}

let warningsFiltered = false;

/** kafkajs 2.2.4 on Node 24 sets timers to a moment just past; the warning is harmless, and only it is dropped. */
function ignoreTimeoutNegativeWarning(): void {
  if (warningsFiltered) return;
  warningsFiltered = true;
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = ((warning: string | Error, ...rest: unknown[]) => {
    const [kind] = rest;
    const name =
      typeof kind === 'string' ? kind : ((kind as { type?: string } | undefined)?.type ?? (warning as Error).name);
    if (name === 'TimeoutNegativeWarning') return;
    (emitWarning as (...all: unknown[]) => void)(warning, ...rest);
  }) as typeof process.emitWarning;
}

/** A broker for tests. */
export interface KafkaServer {
  /** host:port */
  readonly brokers: readonly string[];
  /** The same as one comma-separated text, as KAFKA_BROKERS takes it. */
  readonly brokerList: string;
  readonly kind: 'given' | 'docker' | 'jars';
  /** Makes a topic and waits until each partition has a leader. Throws if it exists. */
  createTopic(name: string, options?: TopicOptions): Promise<void>;
  /** SIGKILL: what was not yet on disk may be lost. @throws Error when the broker is not ours (`given`) */
  kill(): Promise<void>;
  /** Starts the same broker again: same port, same data. Stops it first if it runs. */
  restart(): Promise<void>;
  /** Ends the broker and removes its data. A given broker is left alone. */
  stop(): Promise<void>;
  /** The listener that wants TLS and SASL, where it was asked for. */
  readonly secure?: SecureListener;
  /** The end of the broker's own log, for error messages. */
  output(): string;
}

export interface SecureListener {
  /** As KAFKA_BROKERS takes it. */
  readonly brokerList: string;
  /** PEM of the authority that clients have to be given (NODE_EXTRA_CA_CERTS). */
  readonly caFile: string;
}

export interface TopicOptions {
  /** Default 1. */
  readonly partitions?: number;
  /** Topic settings, e.g. `{ 'max.message.bytes': '1000' }`. */
  readonly config?: Readonly<Record<string, string>>;
}

/** What a way of running a broker has to bring; the topics are the same everywhere. */
export type KafkaProcess = Pick<KafkaServer, 'brokers' | 'kind' | 'secure' | 'kill' | 'restart' | 'stop' | 'output'>;

export interface KafkaOptions {
  /** The test kills or restarts the broker: one given by KAFKA_BROKERS is not used. */
  readonly own?: boolean;
  /** Further broker settings (server.properties). */
  readonly settings?: Readonly<Record<string, string>>;
  /** A second listener with TLS and SASL/PLAIN, for this one user. Only where the broker runs from the jars. */
  readonly secure?: { readonly username: string; readonly password: string };
  /** Default: any free port. */
  readonly port?: number;
  /** Java heap in MiB; default 512. */
  readonly heapMiB?: number;
}

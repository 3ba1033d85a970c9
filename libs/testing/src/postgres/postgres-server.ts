/** A PostgreSQL for tests. */
export interface PostgresServer {
  /** postgres://user:password@host:port/database of a superuser. */
  readonly url: string;
  readonly kind: 'given' | 'docker' | 'native';
  /** Makes an empty database with a name of its own and returns its URL. */
  createDatabase(): Promise<string>;
  /** SIGKILL of the whole server, as a power cut would (the disk keeps what was synced). */
  kill(): Promise<void>;
  /** Starts the same server again: same port, same data. Stops it first if it runs. */
  restart(): Promise<void>;
  /** Ends the server and removes its data. A given server is left alone (its test databases stay). */
  stop(): Promise<void>;
  output(): string;
}

export type PostgresProcess = Omit<PostgresServer, 'createDatabase'>;

export interface PostgresOptions {
  /** The test kills or restarts the server: one given by TEST_DATABASE_URL is not used. */
  readonly own?: boolean;
  /** Default true, as in production; false is faster where no test kills the server. */
  readonly fsync?: boolean;
  /** Further server settings (postgresql.conf). */
  readonly settings?: Readonly<Record<string, string>>;
}

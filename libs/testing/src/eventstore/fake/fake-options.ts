import type { Credentials } from '../wire/credentials.js';

export interface FakeEventStoreOptions {
  /** Default: any free one; kept over restarts. */
  readonly port?: number;
  /** Default: a temporary folder that goes with the server. */
  readonly dataDir?: string;
  /** A process of its own, killed by SIGKILL. Default: in this process. */
  readonly ownProcess?: boolean;
  /** Serve by TLS with a self-signed certificate, which the url names. */
  readonly tls?: boolean;
  /** Refuse callers without these; the url names them. Only with `tls`: the client sends none without. */
  readonly credentials?: Credentials;
  /** Default 1,048,576, as the real server. */
  readonly maxAppendBytes?: number;
  /** Events that a live subscription may lag before it is dropped; default 64, as the real server (32 and 32). */
  readonly liveBuffer?: number;
  /** Ids that appends at ANY are compared with; default 1,000, forgotten with a restart. */
  readonly recentIds?: number;
  /** The server writes an event of its own after so many appends; default 16. */
  readonly appendsPerSystemEvent?: number;
}

export type NodeOptions = Required<Omit<FakeEventStoreOptions, 'ownProcess' | 'credentials'>> &
  Pick<FakeEventStoreOptions, 'credentials'>;

export function nodeOptions(options: FakeEventStoreOptions, dataDir: string): NodeOptions {
  const { port = 0, tls = false, credentials } = options;
  if (credentials !== undefined && !tls) throw new Error('the client sends credentials by TLS only: set tls, too');
  return {
    port,
    dataDir,
    tls,
    ...(credentials === undefined ? {} : { credentials }),
    maxAppendBytes: options.maxAppendBytes ?? 1_048_576,
    liveBuffer: options.liveBuffer ?? 64,
    recentIds: options.recentIds ?? 1_000,
    appendsPerSystemEvent: options.appendsPerSystemEvent ?? 16,
  };
}

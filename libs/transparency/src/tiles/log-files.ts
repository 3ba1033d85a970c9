/** Where a log's files are read from: a folder, or an HTTP prefix. */
export interface LogFiles {
  /** For people: the folder, or the URL. */
  readonly place: string;
  /**
   * A file by its path under the prefix (`checkpoint`, `tile/...`); undefined when there is none.
   * @throws LogFault the file is larger than `maxBytes`
   * @throws LogUnreachable it could not be read: says nothing about the log
   */
  read(path: string, maxBytes: number): Promise<Uint8Array | undefined>;
  /** Paths of the files under `tile/`, in no order, where they can be listed. @throws LogUnreachable */
  tiles?(): AsyncIterable<string>;
}

export const CHECKPOINT_PATH = 'checkpoint';
/** A checkpoint with a hundred cosignatures is a tenth of it. */
export const MAX_CHECKPOINT_BYTES = 64 * 1024;

export type FaultKind = 'missing' | 'malformed' | 'entry' | 'tile' | 'root';

/** The log is not what it says it is. The message is a sentence that names the place. */
export class LogFault extends Error {
  override readonly name = 'LogFault';
  constructor(
    readonly kind: FaultKind,
    /** Path of the file at fault. */
    readonly path: string,
    message: string,
    /** Leaf index of the first entry at fault, where one is. */
    readonly entry?: number,
  ) {
    super(message);
  }
}

/** A file could not be read: nothing is shown about the log. */
export class LogUnreachable extends Error {
  override readonly name = 'LogUnreachable';
}

export const tooLarge = (path: string, maxBytes: number): LogFault =>
  new LogFault('malformed', path, `${path} has more than the ${maxBytes} bytes that it may have`);

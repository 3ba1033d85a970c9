export type SqlValue = string | number | boolean | null;

/** A statement the database refused. `code` is the SQLSTATE. */
export class SqlError extends Error {
  override readonly name = 'SqlError';
  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message);
  }
}
export const UNIQUE_VIOLATION = '23505';

/** One connection inside one transaction. Whole numbers beyond 2^53 are asked for as text by the statements. */
export interface SqlSession {
  query<R>(text: string, params?: readonly SqlValue[]): Promise<R[]>;
  /** `COPY target FROM STDIN` in text format; `lines` end in LF. */
  copyIn(target: string, lines: string): Promise<void>;
}

export interface Opening {
  /** Table that nobody may take the place of meanwhile, from before the snapshot on. */
  readonly held: string;
  readonly text: string;
}

/** A database that holds the tables: the two adapters differ only here. */
export interface SqlStore {
  /** One read-write transaction: commits when `work` resolves, rolls back when it rejects. */
  write<T>(work: (session: SqlSession) => Promise<T>): Promise<T>;
  /** One read-only transaction under one snapshot. */
  read<T>(work: (session: SqlSession) => Promise<T>): Promise<T>;
  /** The same, begun with a statement whose rows are handed on: one way to the database less. */
  readFrom<R, T>(opening: Opening, work: (session: SqlSession, rows: readonly R[]) => Promise<T>): Promise<T>;
  /** One short statement that is a transaction of its own. */
  ask<R>(text: string, params?: readonly SqlValue[]): Promise<R[]>;
  /** True while others wait for a write to end (one connection): a long fold should commit early. */
  othersWaiting(): boolean;
  /** True where questions are answered while a write goes on. */
  readonly concurrent: boolean;
  /** Statements that may not stand in a transaction. */
  maintain(statements: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

import { once } from 'node:events';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { SqlError } from '../sql/sql-store.js';
import type { Opening, SqlSession, SqlStore, SqlValue } from '../sql/sql-store.js';
import { PreparedNames } from './prepared-names.js';

/** One connection folds, the others answer. */
const MAX_CONNECTIONS = 8;
/** A question waits this long for a connection, then fails. */
const CONNECT_TIMEOUT_MS = 5_000;
/** A new connection's first question takes some 30 ms: connections are kept well beyond the pauses of a working day. */
const IDLE_TIMEOUT_MS = 600_000;
const READ_TIMEOUT_MS = 30_000;
/** The sums of a board of 20,000 rows fit, so that they are hashed in memory. */
const WORK_MEM_MB = 16;
const WRITE_TIMEOUT_MS = 120_000;
/** A fold waits this long for another projector that holds the checkpoint, a question for one that swaps the tables. */
const LOCK_TIMEOUT_MS = 30_000;

/**
 * The tables can be folded anew, and rows and checkpoint commit together: a commit need not wait for the disk. A
 * server crash takes back whole commits, never halves.
 */
const BEGIN_WRITE = `begin; set local synchronous_commit = off; set local statement_timeout = ${WRITE_TIMEOUT_MS}`;
const BEGIN_READ = 'begin isolation level repeatable read read only';

export class PostgresStore implements SqlStore {
  readonly concurrent = true;
  private readonly pool: pg.Pool;
  private readonly prepared = new PreparedNames();

  constructor(databaseUrl: string) {
    this.pool = new pg.Pool({
      connectionString: databaseUrl,
      max: MAX_CONNECTIONS,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      idleTimeoutMillis: IDLE_TIMEOUT_MS,
      idle_in_transaction_session_timeout: WRITE_TIMEOUT_MS,
      lock_timeout: LOCK_TIMEOUT_MS,
      statement_timeout: READ_TIMEOUT_MS,
      options: `-c jit=off -c work_mem=${WORK_MEM_MB}MB`,
      application_name: 'tallystick-projector',
      keepAlive: true,
    });
    // An idle connection that breaks is dropped by the pool; whoever asks next gets a new one, or the error.
    this.pool.on('error', () => undefined);
  }

  write<T>(work: (session: SqlSession) => Promise<T>): Promise<T> {
    return this.transaction(BEGIN_WRITE, work);
  }

  read<T>(work: (session: SqlSession) => Promise<T>): Promise<T> {
    return this.transaction(BEGIN_READ, work, this.prepared);
  }

  readFrom<R, T>({ held, text }: Opening, work: (session: SqlSession, rows: readonly R[]) => Promise<T>): Promise<T> {
    const begin = `${BEGIN_READ}; lock table ${held} in access share mode; ${text}`;
    return this.transaction(begin, work, this.prepared);
  }

  async ask<R>(text: string, params: readonly SqlValue[] = []): Promise<R[]> {
    try {
      return (await this.pool.query({ name: this.prepared.nameOf(text), text, values: [...params] })).rows as R[];
    } catch (error) {
      throw sqlError(error);
    }
  }

  /** Questions have connections of their own. */
  othersWaiting(): boolean {
    return false;
  }

  async maintain(statements: readonly string[]): Promise<void> {
    const client = await this.pool.connect();
    try {
      await client.query('set statement_timeout = 0');
      for (const statement of statements) await client.query(statement);
    } finally {
      client.release(true); // no other may have a connection without a timeout
    }
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  private async transaction<R, T>(
    begin: string,
    work: (session: SqlSession, rows: readonly R[]) => Promise<T>,
    prepared?: PreparedNames,
  ): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    // without a listener a connection that breaks between two statements would end the process
    const onError = (error: Error) => {
      broken = error;
    };
    client.on('error', onError);
    try {
      const rows = await openingRows<R>(client, begin);
      const result = await work(new PostgresSession(client, prepared), rows);
      await client.query('commit');
      return result;
    } catch (error) {
      broken ??= await rollback(client);
      throw error;
    } finally {
      client.off('error', onError);
      client.release(broken);
    }
  }
}

/** What the last of some statements, sent as one, answers. */
async function openingRows<R>(client: pg.PoolClient, statements: string): Promise<readonly R[]> {
  try {
    const results = (await client.query(statements)) as unknown as pg.QueryResult | pg.QueryResult[];
    return ([results].flat().at(-1)?.rows ?? []) as R[];
  } catch (error) {
    throw sqlError(error);
  }
}

/** Gives back the error of a connection that is of no more use. */
async function rollback(client: pg.PoolClient): Promise<Error | undefined> {
  try {
    await client.query('rollback');
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

class PostgresSession implements SqlSession {
  constructor(
    private readonly client: pg.PoolClient,
    private readonly prepared?: PreparedNames,
  ) {}

  async query<R>(text: string, params: readonly SqlValue[] = []): Promise<R[]> {
    try {
      const name = this.prepared?.nameOf(text);
      return (await this.client.query({ name, text, values: [...params] })).rows as R[];
    } catch (error) {
      throw sqlError(error);
    }
  }

  async copyIn(target: string, lines: string): Promise<void> {
    try {
      const stream = this.client.query(copyFrom(`copy ${target} from stdin`));
      const finished = once(stream, 'finish');
      stream.end(lines);
      await finished;
    } catch (error) {
      throw sqlError(error);
    }
  }
}

function sqlError(error: unknown): unknown {
  return error instanceof pg.DatabaseError ? new SqlError(error.message, error.code ?? '') : error;
}

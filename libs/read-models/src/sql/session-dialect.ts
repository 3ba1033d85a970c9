import { PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, sql } from 'kysely';
import type { CompiledQuery, DatabaseConnection, Dialect, Driver, Kysely, QueryResult } from 'kysely';
import type { SqlSession, SqlValue } from './sql-store.js';

/** Lets Kysely speak inside a transaction that is open already: its own begin and commit do nothing. */
export const sessionDialect = (session: SqlSession): Dialect => ({
  createDriver: () => new SessionDriver(session),
  createQueryCompiler: () => new PostgresQueryCompiler(),
  createAdapter: () => new TransactionLockAdapter(),
  createIntrospector: (db) => new PostgresIntrospector(db),
});

/** "tallystick" in ASCII, cut to 63 bits: any number does, as long as every process of ours takes the same. */
const MIGRATION_LOCK = '8386105380344915819';

/** The lock ends with the transaction, so that no crash can leave it behind. */
class TransactionLockAdapter extends PostgresAdapter {
  override async acquireMigrationLock(db: Kysely<unknown>): Promise<void> {
    await sql`select pg_advisory_xact_lock(${sql.lit(MIGRATION_LOCK)}::bigint)`.execute(db);
  }
  override async releaseMigrationLock(): Promise<void> {}
}

class SessionDriver implements Driver {
  constructor(private readonly session: SqlSession) {}
  async init(): Promise<void> {}
  acquireConnection(): Promise<DatabaseConnection> {
    return Promise.resolve(new SessionConnection(this.session));
  }
  async beginTransaction(): Promise<void> {}
  async commitTransaction(): Promise<void> {}
  /** The error travels on and the owner of the transaction rolls back. */
  async rollbackTransaction(): Promise<void> {}
  async releaseConnection(): Promise<void> {}
  async destroy(): Promise<void> {}
}

class SessionConnection implements DatabaseConnection {
  constructor(private readonly session: SqlSession) {}
  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return { rows: await this.session.query<R>(query.sql, query.parameters as readonly SqlValue[]) };
  }
  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('migrations do not stream');
  }
}

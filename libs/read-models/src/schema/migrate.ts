import { Kysely, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { Migration } from 'kysely/migration';
import { sessionDialect } from '../sql/session-dialect.js';
import type { SqlSession } from '../sql/sql-store.js';
import { accessSchema } from './access-schema.js';
import { correctionsSchema } from './corrections-schema.js';
import { explainSchema } from './explain-schema.js';
import { firstSchema } from './first-schema.js';
import { namingSchema } from './naming-schema.js';
import { numbersSchema } from './numbers-schema.js';
import { pricesSchema } from './prices-schema.js';
import { usageDaySchema } from './usage-day-schema.js';

const migrations = (schema: string): Record<string, Migration> => ({
  '0001-first-schema': statements(firstSchema(schema)),
  '0002-corrections': statements(correctionsSchema(schema)),
  '0003-prices': statements(pricesSchema(schema)),
  '0004-access': statements(accessSchema(schema)),
  '0005-explain': statements(explainSchema(schema)),
  '0006-usage-day': statements(usageDaySchema(schema)),
  '0007-numbers': statements(numbersSchema(schema)),
  '0008-naming': statements(namingSchema(schema)),
});

const statements = (texts: readonly string[]): Migration => ({
  up: async (db: Kysely<unknown>) => {
    for (const text of texts) await sql.raw(text).execute(db);
  },
});

/**
 * Brings the schema to the newest version inside the caller's transaction; other starting processes wait.
 * @param target for tests: an earlier version
 */
export async function migrate(session: SqlSession, schema: string, target?: string): Promise<void> {
  const db = new Kysely<unknown>({ dialect: sessionDialect(session) });
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(migrations(schema)) },
    migrationTableSchema: schema,
    migrationTableName: 'schema_version',
    migrationLockTableName: 'schema_lock',
  });
  const { error } = await (target === undefined ? migrator.migrateToLatest() : migrator.migrateTo(target));
  if (error !== undefined) {
    throw error instanceof Error ? error : new Error(`migrating schema ${schema} failed`, { cause: error });
  }
}

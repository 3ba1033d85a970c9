import { SqlReadModels } from '../sql-read-models.js';
import type { ReadModelsOptions } from '../sql-read-models.js';
import { PostgresStore } from './postgres-store.js';

export interface PostgresOptions extends ReadModelsOptions {
  readonly databaseUrl: string;
}

/** Read models in PostgreSQL 15 or newer. @throws ForeignCheckpoint */
export async function openPostgresReadModels(options: PostgresOptions): Promise<SqlReadModels> {
  const store = new PostgresStore(options.databaseUrl);
  try {
    return await SqlReadModels.open(store, options);
  } catch (error) {
    await store.close();
    throw error;
  }
}

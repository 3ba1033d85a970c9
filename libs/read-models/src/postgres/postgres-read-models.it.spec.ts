import { describeWithPostgres } from '@tallystick/testing';
import { describeReadModels } from '../contract.js';
import { LIVE_SCHEMA } from '../schema/tables.js';
import { SqlReadModels } from '../sql-read-models.js';
import { emptyTables } from '../testing/empty-tables.js';
import { PostgresStore } from './postgres-store.js';

describeWithPostgres('with a real PostgreSQL', (postgres) => {
  describeReadModels('PostgreSQL', async () => {
    const store = new PostgresStore(await postgres().createDatabase());
    return {
      open: (options) => SqlReadModels.open(store, options),
      empty: () => emptyTables(store, LIVE_SCHEMA),
      run: (statement) => store.write(async (session) => void (await session.query(statement))),
      close: () => store.close(),
    };
  });
});

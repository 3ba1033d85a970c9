import { tempDir } from '@tallystick/testing';
import { describeReadModels } from '../contract.js';
import { LIVE_SCHEMA } from '../schema/tables.js';
import { SqlReadModels } from '../sql-read-models.js';
import { emptyTables } from '../testing/empty-tables.js';
import { openPgliteStore } from './open-pglite-read-models.js';

describeReadModels('PGlite', async () => {
  const folder = await tempDir('read-models');
  const store = await openPgliteStore(folder.path);
  return {
    open: (options) => SqlReadModels.open(store, options),
    empty: () => emptyTables(store, LIVE_SCHEMA),
    run: (statement) => store.write(async (session) => void (await session.query(statement))),
    close: async () => {
      await store.close();
      await folder.remove();
    },
  };
});

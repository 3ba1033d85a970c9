import { describeRoles } from '@tallystick/platform/contract';
import { inMemoryApp } from './testing/in-memory-app.fixture.js';

describeRoles('Ledger service', async (env) => {
  const { app } = await inMemoryApp({ env });
  return { app, stop: () => app.close() };
});

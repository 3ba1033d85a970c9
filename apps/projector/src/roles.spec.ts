import { memoryLedger } from '@tallystick/ledger-store';
import { describeRoles } from '@tallystick/platform/contract';
import { fakeReadModels, fakeTables } from './testing/fake-read-models.fixture.js';
import { testProjector } from './testing/test-projector.fixture.js';

// The read models answer no questions: who is let in gets an error of another kind, or the rebuild's state.
describeRoles('Projector service', (env) => {
  const ledger = memoryLedger();
  const models = fakeReadModels(fakeTables(), ledger.ledgerId);
  return testProjector({ openLedger: async () => ledger, openReadModels: async () => models }, { env });
});

import { expect, it } from '@jest/globals';
import { memoryLedger } from '@tallystick/ledger-store';
import { waitUntil } from '@tallystick/testing';
import { fakeReadModels, fakeTables } from '../testing/fake-read-models.fixture.js';
import { testProjector } from '../testing/test-projector.fixture.js';

const service = { version: '0.1.0', startedAt: expect.any(String), readModels: 'embedded', timeZone: 'UTC' };

it('tells how the projection stands', async () => {
  const ledger = memoryLedger();
  const models = fakeReadModels(fakeTables(), ledger.ledgerId);
  const projector = await testProjector({ openLedger: async () => ledger, openReadModels: async () => models });
  await waitUntil(async () => (await projector.get('/health/ready')).status === 200);
  const { status, json } = await projector.get('/v1/system');
  expect({ status, ...json }).toEqual({
    status: 200,
    service,
    projection: { state: 'live', sentence: 'everything in the ledger is folded', position: '0', ledgerPosition: '0' },
    asOf: { position: '0', recordedAt: null, logSize: 0, behindMs: 0 },
  });
  await projector.stop();
});

it('answers also while there are no tables, and says why', async () => {
  const ledger = memoryLedger();
  const openReadModels = () => Promise.reject(new Error('the database is away'));
  const projector = await testProjector({ openLedger: async () => ledger, openReadModels });
  const answer = () => projector.get('/v1/system');
  await waitUntil(async () => (await answer()).json.projection.state === 'retrying');
  const { status, json } = await answer();
  expect({ status, asOf: json.asOf, ledgerPosition: json.projection.ledgerPosition }).toEqual({
    status: 200,
    asOf: null,
    ledgerPosition: null,
  });
  expect(json.projection.sentence).toContain('the database is away');
  await projector.stop();
});

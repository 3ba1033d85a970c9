import { afterAll, beforeAll } from '@jest/globals';
import { startEventStore, type EventStoreServer } from '@tallystick/testing';
import { describeLedgerStore } from '../contract.js';
import { openEventStoreLedger } from './open-eventstore-ledger.js';

/** The fake, or a real server where EVENTSTORE_URL or a Docker engine gives one: the same suite, no exceptions. */
let server: EventStoreServer;
beforeAll(async () => {
  server = await startEventStore();
});
afterAll(() => server.stop());

describeLedgerStore('eventstoredb', async () => ({
  open: () => openEventStoreLedger({ url: server.url, isOurs: () => true }),
  keeps: true,
  startsEmpty: false,
  remove: async () => undefined,
}));

import { dockerEngineRuns } from '../docker-engine.js';
import type { EventStoreServer } from './event-store-server.js';
import type { FakeEventStoreOptions } from './fake/fake-options.js';
import { startFakeEventStore } from './start-fake-event-store.js';

export interface EventStoreOptions {
  /** The test kills or restarts the server: one given by EVENTSTORE_URL is not used. */
  readonly own?: boolean;
  /** For the fake, when it comes to that. */
  readonly fake?: FakeEventStoreOptions;
}

/** An EventStoreDB from the first of: EVENTSTORE_URL (unless `own`), a Docker engine, our own fake. `kind` says which. */
export async function startEventStore({ own = false, fake = {} }: EventStoreOptions = {}): Promise<EventStoreServer> {
  const given = process.env['EVENTSTORE_URL'];
  if (given && !own) return givenEventStore(given);
  if (await dockerEngineRuns()) {
    // Only here: testcontainers is large, and every test file would load it.
    const { startDockerEventStore } = await import('./docker-event-store.js');
    return startDockerEventStore();
  }
  return startFakeEventStore(fake);
}

function givenEventStore(url: string): EventStoreServer {
  const refuse = () =>
    Promise.reject(new Error('this server is not ours to kill: ask for one with startEventStore({ own: true })'));
  return { kind: 'real', url, kill: refuse, restart: refuse, stop: () => Promise.resolve() };
}

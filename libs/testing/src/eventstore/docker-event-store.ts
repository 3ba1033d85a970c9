import { GenericContainer, Wait, getContainerRuntimeClient } from 'testcontainers';
import { freePort } from '../free-port.js';
import { waitUntil } from '../wait-until.js';
import type { EventStoreServer } from './event-store-server.js';

/** The last open-source line, and the version of which docs/operating/eventstoredb.md speaks. */
const image = 'eventstore/eventstore:23.10.8-bookworm-slim';
const startTimeoutMs = 180_000;

/** A real server in a container: one node, insecure, on a fixed host port so that a restart keeps the address. */
export async function startDockerEventStore(): Promise<EventStoreServer> {
  const port = await freePort();
  const container = await new GenericContainer(image)
    .withEnvironment({ EVENTSTORE_INSECURE: 'true', EVENTSTORE_CLUSTER_SIZE: '1', EVENTSTORE_RUN_PROJECTIONS: 'None' })
    .withExposedPorts({ container: 2113, host: port })
    .withWaitStrategy(Wait.forListeningPorts())
    .withStartupTimeout(startTimeoutMs)
    .start();
  const { container: client } = await getContainerRuntimeClient();
  const handle = client.getById(container.getId());
  const live = () =>
    waitUntil(async () => (await fetch(`http://127.0.0.1:${port}/health/live`)).ok, {
      timeoutMs: startTimeoutMs,
      what: `EventStoreDB on port ${port}`,
    });
  await live();
  let runs = true;
  return {
    kind: 'docker',
    url: `esdb://127.0.0.1:${port}?tls=false`,
    async kill() {
      await handle.kill({ signal: 'SIGKILL' });
      runs = false;
    },
    async restart({ keepData = true } = {}) {
      if (!keepData) throw new Error('a container keeps its data: start another one');
      if (runs) await handle.stop();
      await handle.start();
      runs = true;
      await live();
    },
    async stop() {
      await handle.remove({ force: true, v: true });
    },
  };
}

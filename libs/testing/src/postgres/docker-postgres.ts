import { GenericContainer, Wait, getContainerRuntimeClient } from 'testcontainers';
import { freePort } from '../free-port.js';
import { answersTcp } from '../process/start-process.js';
import { waitUntil } from '../wait-until.js';
import type { PostgresOptions, PostgresProcess } from './postgres-server.js';

const image = 'postgres:17.6-bookworm';
const password = 'for-tests-only';
const startTimeoutMs = 180_000;

/** A server in a container, on a fixed host port so that it comes back at the same address after a restart. */
export async function startDockerPostgres({ fsync = true, settings = {} }: PostgresOptions): Promise<PostgresProcess> {
  const port = await freePort();
  const all: Record<string, string> = { fsync: fsync ? 'on' : 'off', max_connections: '60', ...settings };
  const container = await new GenericContainer(image)
    .withEnvironment({ POSTGRES_PASSWORD: password })
    .withCommand(['postgres', ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])])
    .withExposedPorts({ container: 5432, host: port })
    // Twice: the image starts the server once for its own set-up.
    .withWaitStrategy(Wait.forLogMessage(/database system is ready to accept connections/, 2))
    .withStartupTimeout(startTimeoutMs)
    .start();
  const { container: client } = await getContainerRuntimeClient();
  const handle = client.getById(container.getId());
  let runs = true;
  return {
    kind: 'docker',
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    output: () => `docker logs ${container.getId()}`,
    async kill() {
      await handle.kill({ signal: 'SIGKILL' });
      runs = false;
    },
    async restart() {
      if (runs) await handle.stop();
      await handle.start();
      runs = true;
      await waitUntil(() => answersTcp(port), { timeoutMs: startTimeoutMs, what: `PostgreSQL on port ${port}` });
    },
    async stop() {
      await handle.remove({ force: true, v: true });
    },
  };
}

import { GenericContainer, Wait, getContainerRuntimeClient } from 'testcontainers';
import { freePort } from '../free-port.js';
import { answersTcp } from '../process/start-process.js';
import { waitUntil } from '../wait-until.js';
import type { KafkaOptions, KafkaProcess } from './kafka-server.js';

const image = 'apache/kafka:4.3.1';
const startTimeoutMs = 180_000;

/** The same broker in a container, on a fixed host port so that it comes back at the same address after a restart. */
export async function startDockerKafka({
  settings = {},
  heapMiB = 512,
  ...options
}: KafkaOptions): Promise<KafkaProcess> {
  const port = options.port ?? (await freePort());
  const all: Record<string, string> = {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': '1@localhost:9093',
    listeners: 'PLAINTEXT://:9092,CONTROLLER://:9093',
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '4',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'group.initial.rebalance.delay.ms': '0',
    'auto.create.topics.enable': 'false',
    ...settings,
  };
  const environment = Object.fromEntries(
    Object.entries(all).map(([name, value]) => [`KAFKA_${name.replaceAll('.', '_').toUpperCase()}`, value]),
  );
  const container = await new GenericContainer(image)
    .withEnvironment({ ...environment, KAFKA_HEAP_OPTS: `-Xmx${heapMiB}m` })
    .withExposedPorts({ container: 9092, host: port })
    .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/))
    .withStartupTimeout(startTimeoutMs)
    .start();
  const { container: client } = await getContainerRuntimeClient();
  const handle = client.getById(container.getId());
  const listening = () =>
    waitUntil(() => answersTcp(port), { timeoutMs: startTimeoutMs, what: `the broker on port ${port}` });
  await listening();
  let runs = true;
  return {
    kind: 'docker',
    brokers: [`127.0.0.1:${port}`],
    output: () => `docker logs ${container.getId()}`,
    async kill() {
      await handle.kill({ signal: 'SIGKILL' });
      runs = false;
    },
    async restart() {
      if (runs) await handle.stop();
      await handle.start();
      runs = true;
      await listening();
    },
    async stop() {
      await handle.remove({ force: true, v: true });
    },
  };
}

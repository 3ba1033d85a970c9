import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Kafka, logLevel, type Admin } from 'kafkajs';
import { dockerEngineRuns } from '../docker-engine.js';
import { ServerMissing } from '../server-missing.js';
import { waitUntil } from '../wait-until.js';
import { cachedKafkaJars } from './kafka-jars.js';
import type { KafkaOptions, KafkaProcess, KafkaServer } from './kafka-server.js';
import { startNativeKafka } from './native-kafka.js';
import { quietKafkajsWarning } from './quiet-warning.js';

/**
 * A real broker, from the first of: KAFKA_BROKERS (unless `own`), a Docker engine, the jars under Java.
 * @throws ServerMissing when none of them is there
 */
export async function startKafka(options: KafkaOptions = {}): Promise<KafkaServer> {
  const given = process.env['KAFKA_BROKERS'];
  if (given && !options.own) return kafkaServer(givenKafka(given));
  const server = await startOwnKafka(options);
  await answersRequests(server.brokers);
  return kafkaServer(server);
}

async function startOwnKafka(options: KafkaOptions): Promise<KafkaProcess> {
  if (options.secure === undefined && (await dockerEngineRuns())) {
    // Only here: testcontainers is large, and every test file would load it.
    const { startDockerKafka } = await import('./docker-kafka.js');
    return startDockerKafka(options);
  }
  const missing = await kafkaMissing();
  if (missing !== null) throw new ServerMissing(missing);
  return startNativeKafka(options);
}

/** Why no broker can be had here, or null when one can. Starts nothing. */
export async function kafkaMissing(): Promise<string | null> {
  if (process.env['KAFKA_BROKERS'] || (await dockerEngineRuns())) return null;
  const looked = 'no Kafka: KAFKA_BROKERS is not set, no Docker engine answers';
  if (!onPath('java')) return `${looked}, and there is no java (Debian: apt-get install openjdk-17-jre-headless maven)`;
  if ((await cachedKafkaJars()) === null && !onPath('mvn')) {
    return `${looked}, and there is no mvn to fetch the broker's jars (Debian: apt-get install maven)`;
  }
  return null;
}

/** A broker that somebody else runs, at a comma-separated list of addresses. */
export function givenKafka(brokerList: string): KafkaProcess {
  const refuse = () =>
    Promise.reject(new Error('this broker is not ours to kill: ask for one with startKafka({ own: true })'));
  return {
    kind: 'given',
    brokers: brokerList.split(',').map((broker) => broker.trim()),
    output: () => '',
    kill: refuse,
    restart: refuse,
    stop: () => Promise.resolve(),
  };
}

export function kafkaServer(process: KafkaProcess): KafkaServer {
  return {
    ...process,
    brokerList: process.brokers.join(','),
    async restart() {
      await process.restart();
      await answersRequests(process.brokers);
    },
    async createTopic(topic, { partitions = 1, config = {} } = {}) {
      await withAdmin(process.brokers, async (admin) => {
        const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
        const created = await admin.createTopics({
          topics: [{ topic, numPartitions: partitions, replicationFactor: 1, configEntries }],
          // kafkajs's own wait gives up when the broker does not yet know what its controller has just made.
          waitForLeaders: false,
        });
        if (!created) throw new Error(`the topic ${topic} exists already`);
        await waitUntil(() => hasLeaders(admin, topic, partitions), { what: `leaders of ${topic}` });
      });
    },
  };
}

async function hasLeaders(admin: Admin, topic: string, partitions: number): Promise<boolean> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  const led = topics[0]?.partitions.filter(({ leader }) => leader >= 0) ?? [];
  return led.length === partitions;
}

/** A port that is open is not yet a broker that answers. */
async function answersRequests(brokers: readonly string[]): Promise<void> {
  await waitUntil(() => withAdmin(brokers, async (admin) => (await admin.describeCluster()).brokers.length > 0), {
    everyMs: 200,
    what: `the broker at ${brokers.join()}`,
  });
}

async function withAdmin<T>(brokers: readonly string[], work: (admin: Admin) => Promise<T>): Promise<T> {
  quietKafkajsWarning();
  const admin = new Kafka({ clientId: 'tests', brokers: [...brokers], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

export function onPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

import { SourceUnreachable, TopicMissing } from '../port/usage-source.js';
import { connectKafka, type KafkaConnection } from './kafka-connection.js';

/** Tries of kafkajs until a broker counts as unreachable: about 6 s with pauses that grow from 0.1 s to 2 s. */
const startRetries = 6;

/**
 * The topics must exist; none is made by itself, since its partitions and retention are somebody's decision.
 * @throws TopicMissing the message holds the command that makes them
 * @throws SourceUnreachable no broker answered
 */
export async function checkTopics(
  connection: KafkaConnection,
  topics: readonly string[],
  retries = startRetries,
): Promise<void> {
  const admin = connectKafka(connection, retries).admin();
  let found: string[];
  try {
    await admin.connect();
    found = await admin.listTopics();
  } catch (error) {
    const message = `no Kafka broker answers at ${connection.brokers.join(', ')}: ${(error as Error).message}`;
    throw new SourceUnreachable(message, { cause: error });
  } finally {
    await admin.disconnect();
  }
  const missing = topics.filter((topic) => !found.includes(topic));
  if (missing.length > 0) throw new TopicMissing(missing, connection.brokers);
}

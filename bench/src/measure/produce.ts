import { Kafka, logLevel } from 'kafkajs';

const RECORDS_A_SEND = 2_000;
export const PARTITIONS = 4;

/** Makes the topic with `PARTITIONS` partitions and produces every value to it, before anything is measured. */
export async function produce(brokers: string[], topic: string, values: Iterable<Buffer>): Promise<void> {
  const kafka = new Kafka({ brokers, logLevel: logLevel.ERROR });
  const admin = kafka.admin();
  await admin.connect();
  const topics = [topic, `${topic}.dead-letter`];
  await admin.createTopics({
    waitForLeaders: true,
    topics: topics.map((name) => ({ topic: name, numPartitions: PARTITIONS })),
  });
  await admin.disconnect();
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  let partition = 0;
  let messages: { value: Buffer; partition: number }[] = [];
  const flush = async () => {
    await producer.send({ topic, acks: -1, messages });
    messages = [];
    partition = (partition + 1) % PARTITIONS;
  };
  for (const value of values) {
    messages.push({ value, partition });
    if (messages.length === RECORDS_A_SEND) await flush();
  }
  if (messages.length > 0) await flush();
  await producer.disconnect();
}

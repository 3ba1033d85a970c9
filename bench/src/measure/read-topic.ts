import { Kafka, logLevel } from 'kafkajs';

/**
 * Reads a topic once and keeps nothing. The JVM compiles the broker's way to a consumer during the first million records:
 * whoever is measured first must not pay for that.
 */
export async function readTopic(brokers: string[], topic: string, records: number): Promise<void> {
  const consumer = new Kafka({ brokers, logLevel: logLevel.ERROR }).consumer({ groupId: `reader-${process.pid}` });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  let read = 0;
  await new Promise<void>((resolve, reject) => {
    const eachBatch = async ({ batch }: { batch: { messages: readonly unknown[] } }): Promise<void> => {
      read += batch.messages.length;
      if (read >= records) resolve();
    };
    consumer.run({ autoCommit: false, eachBatch }).catch(reject);
  });
  await consumer.disconnect();
}

import { randomUUID } from 'node:crypto';
import { binaryEvent, EventStoreDBClient, NO_STREAM, type AppendExpectedRevision } from '@eventstore/db-client';
import { Kafka, logLevel } from 'kafkajs';
import { PARTITIONS } from '../measure/produce.js';

const APPEND_EVENTS = 500;

/**
 * kafkajs `eachBatch` and bare appends of the records' bytes, a stream a partition at its exact revision, the partitions
 * side by side: nothing is read, checked or looked up.
 * @returns events a second from the first batch to the last append
 */
export async function eventStoreIntakeFloor(brokers: string[], topic: string, url: string, events: number) {
  const client = EventStoreDBClient.connectionString(url);
  const consumer = new Kafka({ brokers, logLevel: logLevel.ERROR }).consumer({ groupId: `floor-${randomUUID()}` });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const ends = new Map<number, AppendExpectedRevision>();
  let started = 0;
  let stored = 0;
  await new Promise<void>((resolve, reject) => {
    const running = consumer.run({
      partitionsConsumedConcurrently: PARTITIONS,
      eachBatch: async ({ batch, heartbeat }) => {
        started ||= performance.now();
        for (let at = 0; at < batch.messages.length; at += APPEND_EVENTS) {
          const messages = batch.messages.slice(at, at + APPEND_EVENTS);
          const ready = messages.map(({ value }) =>
            binaryEvent({ id: randomUUID(), type: 'UsageRecorded', data: value as Buffer }),
          );
          const { nextExpectedRevision } = await client.appendToStream(`floor-${batch.partition}`, ready, {
            expectedRevision: ends.get(batch.partition) ?? NO_STREAM,
          });
          ends.set(batch.partition, nextExpectedRevision);
          stored += messages.length;
          await heartbeat();
        }
        if (stored >= events) resolve();
      },
    });
    running.catch(reject);
  });
  const perSecond = stored / ((performance.now() - started) / 1_000);
  await consumer.disconnect();
  await client.dispose();
  return perSecond;
}

/** The client's own `readAll` over everything that the server holds. @returns events a second */
export async function eventStoreReadFloor(url: string): Promise<number> {
  const client = EventStoreDBClient.connectionString(url);
  const started = performance.now();
  let read = 0;
  for await (const { event } of client.readAll()) read += event === undefined ? 0 : 1;
  const perSecond = read / ((performance.now() - started) / 1_000);
  await client.dispose();
  return perSecond;
}

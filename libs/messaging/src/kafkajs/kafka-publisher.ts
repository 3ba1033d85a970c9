import type { Producer } from 'kafkajs';
import { checkTopics } from './check-topics.js';
import { connectKafka, type KafkaConnection } from './kafka-connection.js';

export interface KafkaPublisherOptions {
  readonly connection: KafkaConnection;
  readonly topic: string;
}

/** One structured CloudEvent; the key decides the partition, so that repetitions of an event meet. */
export interface PublishedRecord {
  readonly key: Buffer;
  readonly value: Buffer;
}

/** Writes usage events into a topic, for publishing files. Services publish with their own clients. */
export interface KafkaPublisher {
  /**
   * Resolves when every in-sync replica has them. @returns the indexes of records that are too large for the broker
   * @throws Error the broker stayed away; some may be written: publish all of them again, the ledger counts one
   */
  publish(records: readonly PublishedRecord[]): Promise<readonly number[]>;
  close(): Promise<void>;
}

/** One request's bytes: below a broker's usual limit of 1 MiB a record batch. */
const maxSendBytes = 512 * 1024;
const startRetries = 4;
/** About two minutes of tries, as long as an import waits for the ledger. */
const sendRetries = 60;
const acksOfAll = -1;
const contentType = { 'content-type': 'application/cloudevents+json' };

/**
 * Connects an idempotent producer: the broker drops repetitions of its own retries.
 * @throws SourceUnreachable | TopicMissing
 */
export async function kafkaPublisher({ connection, topic }: KafkaPublisherOptions): Promise<KafkaPublisher> {
  await checkTopics(connection, [topic], startRetries);
  const producer = connectKafka(connection, sendRetries).producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
  });
  await producer.connect();
  return {
    async publish(records) {
      const tooLarge: number[] = [];
      for (const group of groupsOf(records)) await sendGroup(producer, topic, group, tooLarge);
      return tooLarge;
    },
    close: () => producer.disconnect(),
  };
}

type Numbered = PublishedRecord & { readonly index: number };

function* groupsOf(records: readonly PublishedRecord[]): Generator<readonly Numbered[]> {
  let group: Numbered[] = [];
  let bytes = 0;
  for (const [index, record] of records.entries()) {
    const weight = record.key.length + record.value.length;
    if (group.length > 0 && bytes + weight > maxSendBytes) {
      yield group;
      group = [];
      bytes = 0;
    }
    group.push({ ...record, index });
    bytes += weight;
  }
  if (group.length > 0) yield group;
}

/** Groups are small enough for any usual broker; one that takes less still gets every record it can take. */
async function sendGroup(
  producer: Producer,
  topic: string,
  group: readonly Numbered[],
  tooLarge: number[],
): Promise<void> {
  try {
    const messages = group.map(({ key, value }) => ({ key, value, headers: contentType }));
    await producer.send({ topic, acks: acksOfAll, messages });
  } catch (error) {
    if (!isTooLarge(error)) throw error;
    const [only] = group;
    if (group.length === 1 && only !== undefined) {
      tooLarge.push(only.index);
      return;
    }
    const middle = group.length >> 1;
    await sendGroup(producer, topic, group.slice(0, middle), tooLarge);
    await sendGroup(producer, topic, group.slice(middle), tooLarge);
  }
}

function isTooLarge(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE'].includes((at as { type?: string }).type ?? '')) return true;
  }
  return false;
}

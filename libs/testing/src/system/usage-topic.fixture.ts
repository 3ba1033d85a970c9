import { Kafka, logLevel, type Admin, type Message, type Producer } from 'kafkajs';
import type { KafkaServer } from '../kafka/kafka-server.js';
import { seededRandom, type SeededRandom } from '../seeded-random.js';
import { waitUntil } from '../wait-until.js';
import { cloudEvent, type Fact, type Sent } from './made-up-load.fixture.js';

export const kafkaClient = (kafka: KafkaServer): Kafka =>
  new Kafka({ brokers: [...kafka.brokers], logLevel: logLevel.NOTHING, retry: { retries: 30, maxRetryTime: 2_000 } });

/** Sends a made-up load to random partitions and remembers what must become of it. */
export class LoadProducer {
  /** What must be counted, each once. */
  readonly facts: Fact[] = [];
  /** Values of records that break the contract. */
  readonly malformed = new Set<string>();
  /** Values of records that claim other tokens for a known event. */
  readonly conflicts = new Set<string>();
  private readonly producer: Producer;
  private readonly random: SeededRandom;
  /** A conflict is one only after its original: it goes to the same partition, which keeps the order. */
  private readonly partitionOf = new Map<string, number>();

  constructor(
    kafka: KafkaServer,
    private readonly topic: string,
    private readonly partitions: number,
    seed: number,
    private readonly paddingBytes = 0,
  ) {
    this.producer = kafkaClient(kafka).producer({ idempotent: true, maxInFlightRequests: 1 });
    this.random = seededRandom(seed);
  }

  connect(): Promise<void> {
    return this.producer.connect();
  }

  /** Resolves when every in-sync replica has all of it. */
  async send(batch: Iterable<Sent>): Promise<void> {
    const messages = [...batch].map((sent) => this.message(sent));
    if (messages.length > 0) await this.producer.send({ topic: this.topic, acks: -1, messages });
  }

  disconnect(): Promise<void> {
    return this.producer.disconnect();
  }

  private message(sent: Sent): Message {
    const partition = this.random.integer(0, this.partitions - 1);
    if (sent.kind === 'bad') {
      this.malformed.add(sent.value);
      return { partition, value: sent.value };
    }
    const value = cloudEvent(sent.fact, this.paddingBytes);
    if (sent.kind === 'conflict') {
      this.conflicts.add(value);
      return { partition: this.partitionOf.get(sent.fact.id) ?? partition, value };
    }
    if (sent.kind === 'first') {
      this.facts.push(sent.fact);
      this.partitionOf.set(sent.fact.id, partition);
    }
    return { partition, value };
  }
}

/** Until the group's committed offsets stand at the ends of all partitions: every record is answered for. */
export async function everythingCommitted(kafka: KafkaServer, topic: string, group: string, timeoutMs?: number) {
  await withAdmin(kafka, async (admin) => {
    const ends = new Map((await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => [partition, high]));
    const done = async () => {
      const [committed] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
      return committed!.partitions.every(({ partition, offset }) => offset === ends.get(partition));
    };
    await waitUntil(done, { timeoutMs, everyMs: 500, what: 'all offsets to be committed' });
  });
}

/** What the group has answered for, by partition; 0 where it committed nothing yet. */
export function committedOffsets(kafka: KafkaServer, topic: string, group: string): Promise<bigint[]> {
  return withAdmin(kafka, async (admin) => {
    const [committed] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
    const offsets: bigint[] = [];
    for (const { partition, offset } of committed!.partitions)
      offsets[partition] = offset === '-1' ? 0n : BigInt(offset);
    return offsets;
  });
}

/** Places (`partition/offset`) of the topic's records, with their values. */
export async function recordsOf(kafka: KafkaServer, topic: string): Promise<Map<string, string>> {
  const records = new Map<string, string>();
  await readTopic(kafka, topic, (partition, { offset, value }) =>
    records.set(`${partition}/${offset}`, value?.toString() ?? ''),
  );
  return records;
}

/** Places in the usage topic that dead letters answer for, each once. */
export async function deadLettersOf(kafka: KafkaServer, topic: string): Promise<Set<string>> {
  const places = new Set<string>();
  await readTopic(kafka, topic, (_partition, { headers }) =>
    places.add(`${String(headers?.['dlq_partition'])}/${String(headers?.['dlq_offset'])}`),
  );
  return places;
}

type Record = Message & { readonly offset: string };

async function readTopic(kafka: KafkaServer, topic: string, take: (partition: number, record: Record) => void) {
  const ends = await withAdmin(kafka, (admin) => admin.fetchTopicOffsets(topic));
  const open = new Map(ends.filter(({ high, low }) => high !== low).map(({ partition, high }) => [partition, high]));
  const consumer = kafkaClient(kafka).consumer({ groupId: `${topic}-reader-${Date.now()}` });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatch: ({ batch: { partition, messages } }) => {
      for (const message of messages) {
        take(partition, message);
        if (BigInt(message.offset) + 1n >= BigInt(open.get(partition) ?? '0')) open.delete(partition);
      }
      return Promise.resolve();
    },
  });
  await waitUntil(() => open.size === 0, { what: `all records of ${topic}` });
  await consumer.disconnect();
}

async function withAdmin<T>(kafka: KafkaServer, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafkaClient(kafka).admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

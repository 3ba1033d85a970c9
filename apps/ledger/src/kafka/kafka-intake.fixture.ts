import { kafkaDeadLetters, kafkaUsageSource, type FetchTuning } from '@tallystick/messaging';
import {
  memoryIdentityIndex,
  memoryLedger,
  START,
  type IdentityIndex,
  type LedgerEvent,
  type LedgerStore,
} from '@tallystick/ledger-store';
import type { KafkaServer } from '@tallystick/testing';
import { memoryVault, type IdentityVault } from '@tallystick/vault';
import { Kafka, logLevel, type KafkaMessage, type Message } from 'kafkajs';
import { IntakeLane } from '../intake/intake-lane.js';
import { silentObserver, type IntakeObserver } from '../intake/intake-observer.js';
import { usageCandidate } from '../intake/usage-events.fixture.js';
import { KafkaIntake } from './kafka-intake.js';
import { kafkaLimits } from './kafka-limits.js';

/** A client of the tests' own: what it produces and reads does not pass through the code under test. */
export class TestTopic {
  readonly deadLetterTopic: string;
  readonly group: string;
  readonly #kafka: Kafka;

  private constructor(
    private readonly server: KafkaServer,
    readonly topic: string,
  ) {
    this.deadLetterTopic = `${topic}.dead-letter`;
    this.group = `${topic}-group`;
    this.#kafka = new Kafka({
      brokers: [...server.brokers],
      logLevel: logLevel.NOTHING,
      retry: { retries: 100, maxRetryTime: 500 },
    });
  }

  static async create(
    server: KafkaServer,
    name: string,
    partitions: number,
    config: Readonly<Record<string, string>> = {},
    deadLetterConfig: Readonly<Record<string, string>> = {},
  ): Promise<TestTopic> {
    const topic = new TestTopic(server, `${name}-${process.pid}-${Date.now().toString(36)}`);
    await server.createTopic(topic.topic, { partitions, config });
    await server.createTopic(topic.deadLetterTopic, { partitions: 1, config: deadLetterConfig });
    return topic;
  }

  async produce(messages: readonly Message[]): Promise<void> {
    const producer = this.#kafka.producer({ allowAutoTopicCreation: false });
    await producer.connect();
    for (let at = 0; at < messages.length; at += 1_000) {
      await producer.send({ topic: this.topic, acks: -1, messages: messages.slice(at, at + 1_000) });
    }
    await producer.disconnect();
  }

  async admin<T>(work: (admin: ReturnType<Kafka['admin']>) => Promise<T>): Promise<T> {
    const admin = this.#kafka.admin();
    await admin.connect();
    try {
      return await work(admin);
    } finally {
      await admin.disconnect();
    }
  }

  /** Deletes the topic and makes it anew, empty. */
  async recreate(partitions: number): Promise<void> {
    await this.admin((admin) => admin.deleteTopics({ topics: [this.topic], timeout: 10_000 }));
    for (let gone = false; !gone;) {
      gone = !(await this.admin((admin) => admin.listTopics())).includes(this.topic);
    }
    await this.server.createTopic(this.topic, { partitions });
  }

  /** What retention does, at once: records below `offset` are gone. */
  async deleteBefore(partition: number, offset: bigint): Promise<void> {
    await this.admin(async (admin) => {
      await admin.fetchTopicOffsets(this.topic); // kafkajs must have met the topic before
      await admin.deleteTopicRecords({ topic: this.topic, partitions: [{ partition, offset: offset.toString() }] });
    });
  }

  /** All dead letters, read to the topic's end. */
  async deadLetters(): Promise<KafkaMessage[]> {
    const [end] = await this.admin((admin) => admin.fetchTopicOffsets(this.deadLetterTopic));
    const wanted = Number(end!.high);
    const found: KafkaMessage[] = [];
    if (wanted === 0) return found;
    const groupId = `${this.deadLetterTopic}-reader-${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
    const consumer = this.#kafka.consumer({ groupId, maxWaitTimeInMs: 100 });
    await consumer.connect();
    await consumer.subscribe({ topic: this.deadLetterTopic, fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      consumer
        .run({
          eachMessage: ({ message }) => {
            found.push(message);
            if (Number(message.offset) === wanted - 1) resolve();
            return Promise.resolve();
          },
        })
        .catch(reject);
    });
    await consumer.disconnect();
    return found;
  }

  async committed(): Promise<bigint[]> {
    const [topic] = await this.admin((admin) => admin.fetchOffsets({ groupId: this.group, topics: [this.topic] }));
    return topic!.partitions.sort((a, b) => a.partition - b.partition).map(({ offset }) => BigInt(offset));
  }

  /** An intake in this process; `parts` are kept across restarts. */
  async open(parts: IntakeParts, tuning: Partial<FetchTuning> = {}): Promise<RunningIntake> {
    const alarms: string[] = [];
    const pauses: string[] = [];
    const observer: IntakeObserver = {
      ...silentObserver,
      alarm: (code, detail) => alarms.push(`${code}: ${detail}`),
      paused: (where, reason) => pauses.push(`${where}: ${reason}`),
    };
    const lane = new IntakeLane({ ...parts, observer });
    await lane.start();
    const connection = { brokers: this.server.brokers, ssl: false, sasl: null };
    const { topic, group, deadLetterTopic } = this;
    const source = kafkaUsageSource({
      connection,
      topic,
      group,
      requiredTopics: [deadLetterTopic],
      tuning: { maxWaitTimeMs: 50, sessionTimeoutMs: 10_000, heartbeatIntervalMs: 500, ...tuning },
    });
    const limits = { ...kafkaLimits, maxRetryMs: 500 };
    const intake = new KafkaIntake(lane, source, kafkaDeadLetters({ connection, topic: deadLetterTopic }), limits);
    await intake.start();
    return {
      lane,
      alarms,
      pauses,
      stop: async () => {
        await intake.stop();
        await lane.stop();
      },
    };
  }
}

export interface IntakeParts {
  readonly store: LedgerStore;
  readonly index: IdentityIndex;
  readonly vault: IdentityVault;
}

export interface RunningIntake {
  readonly lane: IntakeLane;
  readonly alarms: readonly string[];
  readonly pauses: readonly string[];
  stop(): Promise<void>;
}

export const memoryParts = (): IntakeParts => ({
  store: memoryLedger(),
  index: memoryIdentityIndex(),
  vault: memoryVault(),
});

export async function ledgerEvents(store: LedgerStore): Promise<LedgerEvent[]> {
  const all: LedgerEvent[] = [];
  for (let after = START; ;) {
    const page = await store.readAll({ after, limit: 10_000 });
    all.push(...page.events);
    after = page.last;
    if (page.atEnd) return all;
  }
}

/** A record in structured mode; `id` is the event's identity. */
export function usageRecord(
  id: string,
  overrides: { partition?: number; input?: number; subject?: string } = {},
): Message {
  const { partition, ...rest } = overrides;
  const message: Message = {
    key: id,
    value: JSON.stringify(usageCandidate(id, rest)),
    headers: { 'content-type': 'application/cloudevents+json' },
  };
  return partition === undefined ? message : { ...message, partition };
}

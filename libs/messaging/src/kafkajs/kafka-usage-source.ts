import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin, Consumer, EachBatchPayload } from 'kafkajs';
import type { SourceHandler, UsageSource } from '../port/usage-source.js';
import { connectKafka, type KafkaConnection } from './kafka-connection.js';
import { checkTopics } from './check-topics.js';
import { GroupMember } from './group-member.js';

export interface KafkaUsageSourceOptions {
  readonly connection: KafkaConnection;
  readonly topic: string;
  readonly group: string;
  /** Further topics that must exist at start (dead letters). */
  readonly requiredTopics?: readonly string[];
  readonly tuning?: Partial<FetchTuning>;
}

/** How much a fetch brings, and how long this member may be silent. */
export interface FetchTuning {
  readonly maxBytesPerPartition: number;
  readonly maxBytes: number;
  readonly minBytes: number;
  readonly maxWaitTimeMs: number;
  /** Batches of different partitions handled at once: one decodes while another waits for its fsync. */
  readonly partitionsAtOnce: number;
  readonly sessionTimeoutMs: number;
  readonly heartbeatIntervalMs: number;
}

export const fetchTuning: FetchTuning = {
  maxBytesPerPartition: 1024 * 1024,
  maxBytes: 4 * 1024 * 1024,
  minBytes: 1,
  maxWaitTimeMs: 250,
  partitionsAtOnce: 2,
  // A killed member keeps its partitions, and the others of the group waiting, for this long.
  sessionTimeoutMs: 10_000,
  heartbeatIntervalMs: 2_000,
};

/** Tries of one question to the broker; whoever asks asks again. */
const adminRetries = 3;
/** A broker that does not answer must not keep the process from ending: what is not committed is found again. */
const stopLimitMs = 10_000;
/** Pause before a consumer that stopped for good is made anew. */
const rebornAfterMs = 2_000;

/** A consumer group's member on kafkajs. */
export function kafkaUsageSource(options: KafkaUsageSourceOptions): UsageSource {
  return new KafkaUsageSource(options);
}

class KafkaUsageSource implements UsageSource {
  readonly #tuning: FetchTuning;
  #admin: Admin | undefined;
  #consumer: Consumer | undefined;
  #member: GroupMember | undefined;
  #reborn: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(private readonly options: KafkaUsageSourceOptions) {
    this.#tuning = { ...fetchTuning, ...options.tuning };
  }

  async start(handler: SourceHandler): Promise<void> {
    const { connection, topic, requiredTopics = [] } = this.options;
    await checkTopics(connection, [topic, ...requiredTopics]);
    this.#admin = connectKafka(connection, adminRetries).admin();
    await this.#admin.connect();
    await this.#join(handler);
  }

  /** Resolves after the first try to join; kafkajs goes on trying by itself. */
  async #join(handler: SourceHandler): Promise<void> {
    const { connection, topic, group } = this.options;
    const tuning = this.#tuning;
    const consumer = connectKafka(connection).consumer({
      groupId: group,
      allowAutoTopicCreation: false,
      maxBytesPerPartition: tuning.maxBytesPerPartition,
      maxBytes: tuning.maxBytes,
      minBytes: tuning.minBytes,
      maxWaitTimeInMs: tuning.maxWaitTimeMs,
      sessionTimeout: tuning.sessionTimeoutMs,
      heartbeatInterval: tuning.heartbeatIntervalMs,
      // Beside the connection's: never give up, restart after each crash, unless it is meant to stop.
      retry: { restartOnFailure: () => Promise.resolve(!this.#stopped) },
    });
    const member = new GroupMember(consumer, this.#admin!, handler, {
      topic,
      group,
      heartbeatIntervalMs: tuning.heartbeatIntervalMs,
    });
    this.#consumer = consumer;
    this.#member = member;
    consumer.on(consumer.events.GROUP_JOIN, () => handler.offline(null));
    consumer.on(consumer.events.CRASH, ({ payload: { error, restart } }) => {
      member.lost();
      if (this.#stopped) return;
      handler.offline(`the consumer restarts after: ${error.message}`);
      if (!restart) this.#rejoinLater(handler, consumer);
    });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: tuning.partitionsAtOnce,
      eachBatch: (payload: EachBatchPayload) => member.eachBatch(payload),
    });
  }

  /** kafkajs ends a consumer for good after errors that it holds to be final; a ledger's intake has no such end. */
  #rejoinLater(handler: SourceHandler, ended: Consumer): void {
    if (this.#stopped || this.#consumer !== ended) return;
    clearTimeout(this.#reborn);
    this.#reborn = setTimeout(() => {
      this.#join(handler).catch((error: unknown) => {
        handler.trouble(`the consumer cannot join again: ${(error as Error).message}`);
        this.#rejoinLater(handler, this.#consumer!);
      });
    }, rebornAfterMs);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#reborn);
    this.#member?.stopping();
    await Promise.race([this.#leave(), sleep(stopLimitMs, undefined, { ref: false })]);
  }

  /** kafkajs finishes the batches under way and leaves the group. */
  async #leave(): Promise<void> {
    await this.#consumer?.disconnect();
    this.#member?.lost();
    await this.#admin?.disconnect();
  }
}

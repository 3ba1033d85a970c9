/** One record as it came from the broker. Kept in kafkajs's own shape so that nothing is copied per record. */
export interface SourceRecord {
  /** Decimal. */
  readonly offset: string;
  /** The record's own timestamp, ms since the epoch, decimal. */
  readonly timestamp: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: RecordHeaders | undefined;
}

export type RecordHeaders = Readonly<Record<string, Buffer | string | (Buffer | string)[] | undefined>>;

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** A partition that this consumer was given, as the broker describes it now. */
export interface AssignedPartition extends TopicPartition {
  /** Lowest offset that the log still has. */
  readonly earliest: bigint;
  /** Offset that the next record will get. */
  readonly end: bigint;
  /** What the group committed last, with the note that stood beside it; null when nothing. */
  readonly committed: { readonly offset: bigint; readonly note: string } | null;
}

/** What one fetch brought for one partition, in offset order; at least one record. */
export interface RecordBatch extends TopicPartition {
  readonly records: readonly SourceRecord[];
  /** Offset that the next record produced will get. */
  readonly highWatermark: bigint;
  /** True once the partition was taken away or sought elsewhere: drop the batch. */
  isStale(): boolean;
  /** Asks the broker for the lowest offset that the log has now. */
  earliestOffset(): Promise<bigint>;
}

/** What the source should do after a batch was handled. */
export type BatchOutcome =
  /** Everything before `nextOffset` is answered for: commit it, with the note (under 4 KiB) beside it. */
  | { readonly kind: 'answered'; readonly nextOffset: bigint; readonly note: string }
  /** Go on at this offset; nothing of the batch is answered for. */
  | { readonly kind: 'seek'; readonly offset: bigint }
  /** No more can be taken now: deliver again from `nextOffset` after `retryAfterMs`, and commit nothing. */
  | { readonly kind: 'pause'; readonly nextOffset: bigint; readonly retryAfterMs: number; readonly reason: string }
  /** No longer ours: forget it. */
  | { readonly kind: 'drop' };

/** Whoever takes the records. Batches of one partition come one after another, those of several at once. */
export interface SourceHandler {
  /**
   * Called for each partition after every join of the group, before its first batch. Answers the offset to start at;
   * it must lie within earliest..end. A rejection is asked again, with a growing pause.
   */
  assigned(partition: AssignedPartition): Promise<bigint>;
  handle(batch: RecordBatch): Promise<BatchOutcome>;
  /** Why nothing is delivered (broker gone, consumer crashed): the source mends it by itself. null, with every join: delivering again. */
  offline(reason: string | null): void;
  /** Something went wrong that did not stop the flow, or not all of it. Holds no record content. */
  trouble(detail: string): void;
}

/** A consumer group's member. Keeps its heartbeats while a batch is handled or paused; restarts itself after crashes. */
export interface UsageSource {
  /**
   * Checks that its topics exist, joins the group, delivers until `stop`. Resolves once it set out to join.
   * @throws TopicMissing
   * @throws SourceUnreachable no broker answered within the start's own limit
   */
  start(handler: SourceHandler): Promise<void>;
  /** Finishes the batches under way, commits, leaves the group. */
  stop(): Promise<void>;
}

/** A topic that must exist at start does not. The message holds the command that makes it. */
export class TopicMissing extends Error {
  override readonly name = 'TopicMissing';
  constructor(topics: readonly string[], brokers: readonly string[]) {
    const commands = topics.map(
      (topic) => `kafka-topics.sh --bootstrap-server ${brokers[0]} --create --topic ${topic} --partitions 4`,
    );
    super(`Kafka has no topic ${topics.join(' and no topic ')}; make it with: ${commands.join(' && ')}`);
  }
}

export class SourceUnreachable extends Error {
  override readonly name = 'SourceUnreachable';
}

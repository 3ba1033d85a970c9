import type {
  AssignedPartition,
  BatchOutcome,
  DeadLetters,
  RecordBatch,
  SourceHandler,
  UsageSource,
} from '@tallystick/messaging';
import type { IntakeLane } from '../intake/intake-lane.js';
import { kafkaLimits, type KafkaLimits } from './kafka-limits.js';
import { PartitionIntake } from './partition-intake.js';

/** Kafka's way into the lane: one `PartitionIntake` for each partition that this consumer holds. */
export class KafkaIntake implements SourceHandler {
  readonly #partitions = new Map<string, PartitionIntake>();
  #notStarted: string | null = 'the Kafka intake has not started yet';
  readonly #stopping = new AbortController();

  constructor(
    private readonly lane: IntakeLane,
    private readonly source: UsageSource,
    private readonly deadLetters: DeadLetters,
    private readonly limits: KafkaLimits = kafkaLimits,
  ) {}

  /** Starts, however long the broker takes to answer: `reason` says what is missing. */
  begin(): void {
    this.start().catch((error: unknown) => {
      this.#notStarted = `the Kafka intake cannot start: ${(error as Error).message}`;
      this.lane.observer.alarm('kafka', this.#notStarted);
      this.lane.pace.sleep(this.limits.maxRetryMs, this.#stopping.signal).then(
        () => this.begin(),
        () => undefined, // stopped
      );
    });
  }

  /** @throws TopicMissing | SourceUnreachable */
  async start(): Promise<void> {
    await this.source.start(this);
    this.#notStarted = null;
  }

  /** null when it runs, else why not. Paused partitions tell the observer. */
  reason(): string | null {
    return this.#notStarted;
  }

  /** Finishes the batches under way, commits, leaves the group. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.source.stop();
    await this.deadLetters.close();
  }

  async assigned(partition: AssignedPartition): Promise<bigint> {
    const intake = new PartitionIntake(this.lane, this.deadLetters, this.limits, partition.topic, partition.partition);
    const start = await intake.assign(partition);
    this.#partitions.set(nameOf(partition), intake);
    return start;
  }

  handle(batch: RecordBatch): Promise<BatchOutcome> {
    const intake = this.#partitions.get(nameOf(batch));
    if (intake === undefined) throw new Error(`${nameOf(batch)} delivered before it was assigned`);
    return intake.handle(batch);
  }

  /** null comes with every join of the group: what was paused before may be another member's now. */
  offline(reason: string | null): void {
    this.lane.observer.paused('kafka', reason);
    if (reason === null) for (const name of this.#partitions.keys()) this.lane.observer.paused(name, null);
  }

  trouble(detail: string): void {
    this.lane.observer.alarm('kafka', detail);
  }
}

const nameOf = ({ topic, partition }: { readonly topic: string; readonly partition: number }): string =>
  `${topic}-${partition}`;

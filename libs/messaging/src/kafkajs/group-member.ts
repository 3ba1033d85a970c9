import type { Admin, Consumer, ConsumerGroupJoinEvent, EachBatchPayload } from 'kafkajs';
import type { AssignedPartition, BatchOutcome, RecordBatch, SourceHandler } from '../port/usage-source.js';
import { offsetsOf } from './partition-offsets.js';

export interface GroupMemberOptions {
  readonly topic: string;
  readonly group: string;
  readonly heartbeatIntervalMs: number;
}

/** One partition from one join of the group to the next. */
interface Assignment {
  readonly partition: number;
  /** Set when the handler said where to start; nothing is delivered before. */
  startAt: bigint | undefined;
  /** True once a batch fetched at `startAt` came: older fetches may still arrive before. */
  started: boolean;
  resumeTimer: NodeJS.Timeout | undefined;
}

/** Growing pause between two tries to find out where a partition starts. */
const assignRetryMs = { first: 250, most: 5_000 };
/** Errors by which the coordinator says that this member is out: its partitions may be somebody else's already. */
const outOfGroup = new Set(['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION', 'FENCED_INSTANCE_ID']);

/**
 * Turns kafkajs's consumer into the port: asks the handler where each assigned partition starts before anything of it
 * is delivered, keeps heartbeats while a batch is handled, and carries out each batch's outcome.
 */
export class GroupMember {
  #assignments = new Map<number, Assignment>();
  #stopping = false;

  constructor(
    private readonly consumer: Consumer,
    private readonly admin: Admin,
    private readonly handler: SourceHandler,
    private readonly options: GroupMemberOptions,
  ) {
    consumer.on(consumer.events.GROUP_JOIN, (event) => this.#joined(event));
  }

  /** All partitions are gone (crash, stop): whatever is under way is stale. */
  lost(): void {
    for (const assignment of this.#assignments.values()) clearTimeout(assignment.resumeTimer);
    this.#assignments = new Map();
  }

  /** No more resuming and assigning; batches under way are finished. */
  stopping(): void {
    this.#stopping = true;
    for (const assignment of this.#assignments.values()) clearTimeout(assignment.resumeTimer);
  }

  /** Runs before the first fetch of a generation: kafkajs calls it synchronously. */
  #joined({ payload }: ConsumerGroupJoinEvent): void {
    this.lost();
    const { topic } = this.options;
    const partitions = payload.memberAssignment[topic] ?? [];
    if (partitions.length === 0 || this.#stopping) return;
    this.consumer.pause([{ topic, partitions }]);
    for (const partition of partitions) {
      const assignment: Assignment = { partition, startAt: undefined, started: false, resumeTimer: undefined };
      this.#assignments.set(partition, assignment);
    }
    void this.#openAll([...this.#assignments.values()]);
  }

  /** Never rejects: asks again until the partitions are open or no longer ours. */
  async #openAll(assignments: readonly Assignment[]): Promise<void> {
    let open = assignments;
    for (let pauseMs = assignRetryMs.first; ; pauseMs = Math.min(pauseMs * 2, assignRetryMs.most)) {
      open = open.filter((assignment) => this.#isCurrent(assignment) && assignment.startAt === undefined);
      if (open.length === 0 || this.#stopping) return;
      try {
        const described = await offsetsOf(this.admin, this.options.group, this.options.topic);
        await Promise.all(open.map((assignment) => this.#open(assignment, described.get(assignment.partition))));
      } catch (error) {
        this.handler.trouble(`a partition's start is not known yet: ${(error as Error).message}`);
      }
      if (open.every((assignment) => assignment.startAt !== undefined)) return;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }

  async #open(assignment: Assignment, described: AssignedPartition | undefined): Promise<void> {
    const { topic } = this.options;
    const { partition } = assignment;
    if (described === undefined) throw new Error(`the broker does not know ${topic}-${partition}`);
    const startAt = await this.handler.assigned(described);
    if (!this.#isCurrent(assignment) || this.#stopping) return;
    assignment.startAt = startAt;
    this.consumer.seek({ topic, partition, offset: startAt.toString() });
    this.consumer.resume([{ topic, partitions: [partition] }]);
  }

  #isCurrent(assignment: Assignment): boolean {
    return this.#assignments.get(assignment.partition) === assignment;
  }

  /** Handles one fetch of one partition. Throws only what kafkajs itself must see (rebalance, connection). */
  async eachBatch(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const assignment = this.#assignments.get(batch.partition);
    if (assignment === undefined || assignment.startAt === undefined) return; // fetched for an earlier generation
    if (!assignment.started) {
      // `fetchedOffset` is in kafkajs's batch, but not in its types.
      const fetchedAt = (batch as { fetchedOffset?: string | number }).fetchedOffset;
      if (fetchedAt !== undefined && BigInt(fetchedAt) !== assignment.startAt) {
        this.#seek(assignment, assignment.startAt);
        return;
      }
      assignment.started = true;
    }
    const heartbeats = this.#keepHeartbeats(payload);
    let outcome: BatchOutcome;
    try {
      outcome = await this.handler.handle(this.#toRecordBatch(payload, assignment));
    } finally {
      clearInterval(heartbeats);
    }
    if (this.#isCurrent(assignment)) await this.#carryOut(outcome, assignment, payload);
  }

  #toRecordBatch(payload: EachBatchPayload, assignment: Assignment): RecordBatch {
    const { batch } = payload;
    return {
      topic: batch.topic,
      partition: batch.partition,
      records: batch.messages,
      highWatermark: BigInt(batch.highWatermark),
      isStale: () => !this.#isCurrent(assignment) || payload.isStale(),
      earliestOffset: () => this.#earliestOffset(batch.partition),
    };
  }

  async #earliestOffset(partition: number): Promise<bigint> {
    const offsets = await this.admin.fetchTopicOffsets(this.options.topic);
    const found = offsets.find((one) => one.partition === partition);
    if (found === undefined) throw new Error(`the broker does not know ${this.options.topic}-${partition}`);
    return BigInt(found.low);
  }

  #keepHeartbeats(payload: EachBatchPayload): NodeJS.Timeout {
    return setInterval(() => {
      payload.heartbeat().catch((error: unknown) => {
        const { type, message } = error as { type?: string; message: string };
        // A rebalance in progress waits for this batch; kafkajs meets the same error after it and joins again.
        if (outOfGroup.has(type ?? '')) this.lost();
        else if (type !== 'REBALANCE_IN_PROGRESS') this.handler.trouble(`a heartbeat failed: ${message}`);
      });
    }, this.options.heartbeatIntervalMs);
  }

  async #carryOut(outcome: BatchOutcome, assignment: Assignment, payload: EachBatchPayload): Promise<void> {
    switch (outcome.kind) {
      case 'answered':
        await this.#answered(outcome.nextOffset, outcome.note, payload);
        return;
      case 'seek':
        this.#seek(assignment, outcome.offset);
        return;
      case 'pause':
        this.#pause(assignment, outcome.retryAfterMs);
        this.#seek(assignment, outcome.nextOffset);
        return;
      case 'drop':
        return;
    }
  }

  /** Resolves before committing: should the commit fail, the stream's end still says where to go on. */
  async #answered(nextOffset: bigint, note: string, payload: EachBatchPayload): Promise<void> {
    const { batch, resolveOffset, commitOffsetsIfNecessary } = payload;
    resolveOffset((nextOffset - 1n).toString());
    const { topic, partition } = batch;
    // `metadata` is in kafkajs's request, but not in this method's types.
    const commit = { partition, offset: nextOffset.toString(), metadata: note };
    await commitOffsetsIfNecessary({ topics: [{ topic, partitions: [commit] }] });
  }

  #seek(assignment: Assignment, offset: bigint): void {
    assignment.startAt = offset;
    assignment.started = false;
    this.consumer.seek({ topic: this.options.topic, partition: assignment.partition, offset: offset.toString() });
  }

  #pause(assignment: Assignment, retryAfterMs: number): void {
    const partitions = [{ topic: this.options.topic, partitions: [assignment.partition] }];
    this.consumer.pause(partitions);
    if (this.#stopping) return;
    assignment.resumeTimer = setTimeout(() => {
      if (this.#isCurrent(assignment)) this.consumer.resume(partitions);
    }, retryAfterMs);
  }
}

import { StreamWriter, WrongExpectedRevision, type LedgerEvent } from '@tallystick/ledger-store';
import {
  type AssignedPartition,
  type BatchOutcome,
  type DeadLetter,
  type DeadLetters,
  type RecordBatch,
  type SourceRecord,
  type TopicPartition,
} from '@tallystick/messaging';
import type { BatchPlan } from '../intake/decide-batch.js';
import type { IntakeLane, LaneResult } from '../intake/intake-lane.js';
import { commitNote, markOf, vouchedMark } from './commit-note.js';
import { decodeRecords, slicesOf, withoutRivals, type ClaimedRecords } from './decode-records.js';
import type { KafkaLimits } from './kafka-limits.js';
import { decideStart } from './partition-start.js';

/** What a turn of the lane came to. */
type Turn =
  | { readonly kind: 'done' }
  /** Dead letters must be acknowledged before these conflicts are recorded; index by item. */
  | { readonly kind: 'claims'; readonly items: readonly number[] }
  /** Another consumer appended to this partition's stream. */
  | { readonly kind: 'moved' }
  | { readonly kind: 'stale' };

/** One partition between two joins of the group: from where it starts to what is committed. */
export class PartitionIntake {
  readonly #writer: StreamWriter;
  readonly #name: string;
  /** The last answered record, which must be met again at this offset. */
  #verify: { readonly offset: bigint; readonly isSame: (record: SourceRecord) => boolean } | null = null;
  #next = 0n;
  #earliest = 0n;
  #failures = 0;

  constructor(
    private readonly lane: IntakeLane,
    private readonly deadLetters: DeadLetters,
    private readonly limits: KafkaLimits,
    readonly topic: string,
    readonly partition: number,
  ) {
    this.#name = `${topic}-${partition}`;
    this.#writer = new StreamWriter(lane.store, `intake-kafka.${this.#name}`);
  }

  /** The offset to fetch from: the last answered record itself, when it can be read again. @throws LedgerUnavailable */
  async assign(partition: AssignedPartition): Promise<bigint> {
    const { last, position } = await this.lane.run(() => this.lane.openWriter(this.#writer));
    const lastOffset = last === undefined ? null : kafkaOffsetOf(last);
    const { committed } = partition;
    const mark = committed === null ? undefined : vouchedMark(committed.note, this.lane.store.ledgerId, position);
    const { start, verifyAt, alarm } = decideStart(
      partition,
      lastOffset,
      mark === undefined ? null : committed!.offset,
    );
    if (alarm !== undefined) this.lane.observer.alarm(alarm.code, alarm.detail);
    this.#earliest = partition.earliest;
    this.#next = start;
    const lastKey = verifyAt === lastOffset ? last?.data['eventKey'] : undefined;
    const isSame = (record: SourceRecord): boolean =>
      lastKey === undefined ? markOf(record) === mark : keyTextOf(record, partition) === lastKey;
    this.#verify = verifyAt === null ? null : { offset: verifyAt, isSame };
    this.lane.observer.lag(this.topic, this.partition, partition.end - start);
    return verifyAt ?? start;
  }

  /** Answers for the batch's records in order, as far as it can. Never rejects. */
  async handle(batch: RecordBatch): Promise<BatchOutcome> {
    try {
      return (await this.#checkStart(batch)) ?? (await this.#takeFrom(batch));
    } catch (error) {
      // Whoever has the partition now meets the same, and tells.
      return batch.isStale() ? { kind: 'drop' } : this.#pause(error as Error);
    }
  }

  /** Null when the batch begins where it should. */
  async #checkStart(batch: RecordBatch): Promise<BatchOutcome | null> {
    const first = batch.records[0]!;
    const offset = BigInt(first.offset);
    const verify = this.#verify;
    this.#verify = null;
    if (verify !== null && offset === verify.offset) {
      if (!verify.isSame(first)) return this.#mismatch(`holds another record at ${offset}`);
      // The record is answered for; go on behind it, or at the commit further on.
      if (this.#next > BigInt(batch.records.at(-1)!.offset) + 1n) return { kind: 'seek', offset: this.#next };
      return null;
    }
    if (offset < this.#next && verify === null)
      return this.#mismatch(`begins anew at ${offset}, expected ${this.#next}`);
    if (offset > this.#next) await this.#tellOfGap(batch, offset);
    return null;
  }

  #mismatch(what: string): BatchOutcome {
    const detail = `${this.#name} ${what}: another log of this name? Beginning at ${this.#earliest}`;
    this.lane.observer.alarm('partition-mismatch', detail);
    this.#next = this.#earliest;
    return { kind: 'seek', offset: this.#earliest };
  }

  /** Compaction and transactions leave gaps, too; only what lies below the log's begin is lost. */
  async #tellOfGap(batch: RecordBatch, offset: bigint): Promise<void> {
    const earliest = await batch.earliestOffset();
    if (earliest <= this.#next) return;
    const detail = `${this.#name} went from ${this.#next} to ${offset}: retention took what lies below ${earliest}`;
    this.lane.observer.alarm('records-lost-to-retention', detail);
  }

  async #takeFrom(batch: RecordBatch): Promise<BatchOutcome> {
    const records = this.#unanswered(batch.records);
    for (const slice of slicesOf(records, this.limits.maxSliceRecords, this.limits.maxSliceBytes)) {
      if (batch.isStale()) return { kind: 'drop' };
      const decoded = decodeRecords(slice, batch);
      await this.#sendDeadLetters(decoded.letters);
      for (const part of withoutRivals(decoded)) {
        const outcome = await this.#take(part, batch);
        if (outcome !== null) return outcome;
      }
      this.#answeredUpTo(BigInt(slice.at(-1)!.offset) + 1n, batch);
    }
    const note = commitNote(this.lane.store.ledgerId, this.lane.follower.seenUpTo(), batch.records.at(-1)!);
    return { kind: 'answered', nextOffset: this.#next, note };
  }

  /** Records below `#next` were answered for before: the one read again at the start, at most. */
  #unanswered(records: readonly SourceRecord[]): readonly SourceRecord[] {
    const from = records.findIndex((record) => BigInt(record.offset) >= this.#next);
    return from === 0 ? records : from === -1 ? [] : records.slice(from);
  }

  /** Takes a part of a slice that holds no two claims to one identity. Null when all of it is answered for. */
  async #take(part: ClaimedRecords, batch: RecordBatch): Promise<BatchOutcome | null> {
    const claimsSent = new Set<number>();
    for (let moves = 0; moves <= this.limits.maxRevisionRetries;) {
      const turn = await this.lane.run(() => this.#turn(part, claimsSent, batch));
      switch (turn.kind) {
        case 'done':
          return null;
        case 'stale':
          return { kind: 'drop' };
        case 'claims':
          await this.#sendDeadLetters(turn.items.map((item) => this.#claim(part.records[item]!)));
          for (const item of turn.items) claimsSent.add(item);
          break;
        case 'moved':
          moves++;
      }
    }
    throw new Error(`another consumer appends to ${this.#writer.stream} all the time`);
  }

  /**
   * Decides and appends, alone in the lane. Dead letters of conflicts are sent outside of it, before: they are with what
   * the ledger holds, and that verdict is final.
   */
  async #turn(part: ClaimedRecords, claimsSent: ReadonlySet<number>, batch: RecordBatch): Promise<Turn> {
    if (batch.isStale()) return { kind: 'stale' };
    if (this.#writer.inDoubt) await this.lane.openWriter(this.#writer);
    const plan = await this.lane.decide(part.items);
    const claims = conflictsOf(plan).filter((item) => !claimsSent.has(item));
    if (claims.length > 0) return { kind: 'claims', items: claims };
    const result = await this.lane.carryOut(plan, this.#writer, this);
    this.#count(result);
    if (result.failure === undefined) return { kind: 'done' };
    if (result.failure instanceof WrongExpectedRevision) return { kind: 'moved' };
    throw result.failure;
  }

  #claim(record: SourceRecord): DeadLetter {
    const detail = 'an event with this source and id, but other content, is already recorded; the first one counts';
    return { topic: this.topic, partition: this.partition, record, code: 'identity-conflict', detail };
  }

  async #sendDeadLetters(letters: readonly DeadLetter[]): Promise<void> {
    if (letters.length === 0) return;
    await this.deadLetters.send(letters);
    const counts = new Map<string, number>();
    for (const { code } of letters) counts.set(code, (counts.get(code) ?? 0) + 1);
    for (const [code, count] of counts) this.lane.observer.deadLetters(code, count);
  }

  #count({ plan, positions, failure }: LaneResult): void {
    const { observer } = this.lane;
    const recorded = plan.writes.slice(0, positions.length).filter((write) => write.kind === 'recorded').length;
    if (recorded > 0) observer.recorded('kafka', recorded);
    if (failure !== undefined) return;
    let duplicates = 0;
    let conflicts = 0;
    for (const verdict of plan.verdicts) {
      if (verdict === 'duplicate') duplicates++;
      else if (verdict !== 'record') conflicts++;
    }
    if (duplicates > 0) observer.duplicates('kafka', duplicates);
    if (conflicts > 0) observer.conflicts('kafka', conflicts);
  }

  #answeredUpTo(nextOffset: bigint, batch: RecordBatch): void {
    this.#next = nextOffset;
    if (this.#failures > 0) this.lane.observer.paused(this.#name, null);
    this.#failures = 0;
    this.lane.observer.lag(this.topic, this.partition, batch.highWatermark - nextOffset);
  }

  /** Half of the pause is random, so that partitions do not come back at once. */
  #pause(error: Error): BatchOutcome {
    const { firstRetryMs, maxRetryMs } = this.limits;
    const ceiling = Math.min(firstRetryMs * 2 ** this.#failures, maxRetryMs);
    this.#failures = Math.min(this.#failures + 1, 30);
    const reason = `${error.name}: ${error.message}`;
    this.lane.observer.paused(this.#name, reason);
    const retryAfterMs = Math.ceil(ceiling * (0.5 + this.lane.pace.random() / 2));
    return { kind: 'pause', nextOffset: this.#next, retryAfterMs, reason };
  }
}

function conflictsOf({ verdicts }: BatchPlan): number[] {
  const items: number[] = [];
  verdicts.forEach((verdict, item) => {
    if (verdict === 'conflict' || verdict === 'known-conflict') items.push(item);
  });
  return items;
}

/** The key of the event that a record holds; undefined when it holds none. */
const keyTextOf = (record: SourceRecord, place: TopicPartition): string | undefined =>
  decodeRecords([record], place).items[0]?.keyText;

function kafkaOffsetOf(event: LedgerEvent): bigint {
  const kafka = event.metadata['kafka'] as { readonly offset?: unknown } | undefined;
  if (typeof kafka?.offset !== 'string') throw new Error(`event ${event.id} at ${event.position} has no Kafka offset`);
  return BigInt(kafka.offset);
}

import { EventEmitter, once } from 'node:events';
import type { RecordHeaders, SourceRecord } from '../port/usage-source.js';

interface PartitionLog {
  /** Offset of `records[0]`. */
  earliest: number;
  records: SourceRecord[];
}

/** What a test wants to produce; the rest is filled in. */
export interface ProducedRecord {
  readonly key?: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: RecordHeaders;
  readonly timestampMs?: number;
}

/** A broker that lives as long as the process: partitions, offsets, retention and commits, nothing else. For tests. */
export class MemoryBroker {
  readonly #topics = new Map<string, PartitionLog[]>();
  readonly #commits = new Map<string, { offset: bigint; note: string }>();
  readonly #produced = new EventEmitter().setMaxListeners(0);

  createTopic(topic: string, partitions: number): void {
    this.#topics.set(
      topic,
      Array.from({ length: partitions }, () => ({ earliest: 0, records: [] })),
    );
  }

  hasTopic(topic: string): boolean {
    return this.#topics.has(topic);
  }

  partitions(topic: string): number {
    return this.#topics.get(topic)?.length ?? 0;
  }

  /** The record's offset. */
  produce(topic: string, partition: number, record: ProducedRecord): bigint {
    const log = this.#log(topic, partition);
    const offset = log.earliest + log.records.length;
    const { key = null, value, headers = {}, timestampMs = Date.now() } = record;
    log.records.push({ offset: String(offset), timestamp: String(timestampMs), key, value, headers });
    this.#produced.emit('produced');
    return BigInt(offset);
  }

  /** Retention: records below `offset` are gone. */
  deleteBefore(topic: string, partition: number, offset: bigint): void {
    const log = this.#log(topic, partition);
    log.records.splice(0, Number(offset) - log.earliest);
    log.earliest = Number(offset);
  }

  offsets(topic: string, partition: number): { earliest: bigint; end: bigint } {
    const log = this.#log(topic, partition);
    return { earliest: BigInt(log.earliest), end: BigInt(log.earliest + log.records.length) };
  }

  /** Out of range means earliest, as with `fromBeginning`. */
  read(topic: string, partition: number, from: bigint, limit: number): readonly SourceRecord[] {
    const log = this.#log(topic, partition);
    const at = Number(from) - log.earliest;
    const start = at < 0 || at > log.records.length ? 0 : at;
    return log.records.slice(start, start + limit);
  }

  commit(group: string, topic: string, partition: number, offset: bigint, note: string): void {
    this.#commits.set(`${group}/${topic}-${partition}`, { offset, note });
  }

  committed(group: string, topic: string, partition: number): { offset: bigint; note: string } | null {
    return this.#commits.get(`${group}/${topic}-${partition}`) ?? null;
  }

  /** Resolves at the next produced record; rejects when the signal aborts. */
  async produced(signal: AbortSignal): Promise<void> {
    await once(this.#produced, 'produced', { signal });
  }

  #log(topic: string, partition: number): PartitionLog {
    const log = this.#topics.get(topic)?.[partition];
    if (log === undefined) throw new Error(`the memory broker has no ${topic}-${partition}`);
    return log;
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { TopicMissing, type SourceHandler, type UsageSource } from '../port/usage-source.js';
import type { MemoryBroker } from './memory-broker.js';

export interface MemoryUsageSourceOptions {
  readonly broker: MemoryBroker;
  readonly topic: string;
  readonly group: string;
  readonly requiredTopics?: readonly string[];
  readonly batchRecords?: number;
}

const assignRetryMs = 5;

/** The port on a `MemoryBroker`. It owns all partitions of its topic: two of them at once are each other's zombies. */
export function memoryUsageSource(options: MemoryUsageSourceOptions): UsageSource {
  return new MemoryUsageSource(options);
}

class MemoryUsageSource implements UsageSource {
  readonly #stopping = new AbortController();
  #loops: Promise<void>[] = [];

  constructor(private readonly options: MemoryUsageSourceOptions) {}

  async start(handler: SourceHandler): Promise<void> {
    const { broker, topic, requiredTopics = [] } = this.options;
    const missing = [topic, ...requiredTopics].filter((name) => !broker.hasTopic(name));
    if (missing.length > 0) throw new TopicMissing(missing, ['memory']);
    const partitions = Array.from({ length: broker.partitions(topic) }, (_, partition) => partition);
    this.#loops = partitions.map((partition) => this.#consume(partition, handler));
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#loops);
  }

  async #consume(partition: number, handler: SourceHandler): Promise<void> {
    const { broker, topic, group, batchRecords = 100 } = this.options;
    let next = await this.#assigned(partition, handler);
    while (!this.#stopped()) {
      const records = broker.read(topic, partition, next, batchRecords);
      if (records.length === 0) {
        await this.#unlessStopped(broker.produced(this.#stopping.signal));
        continue;
      }
      const { end } = broker.offsets(topic, partition);
      const outcome = await handler.handle({
        topic,
        partition,
        records,
        highWatermark: end,
        isStale: () => false,
        earliestOffset: () => Promise.resolve(broker.offsets(topic, partition).earliest),
      });
      if (outcome.kind === 'answered') {
        next = outcome.nextOffset;
        broker.commit(group, topic, partition, next, outcome.note);
      } else if (outcome.kind === 'seek') {
        next = outcome.offset;
      } else if (outcome.kind === 'pause') {
        next = outcome.nextOffset;
        await this.#unlessStopped(sleep(outcome.retryAfterMs, undefined, { signal: this.#stopping.signal }));
      } else {
        return;
      }
    }
  }

  async #assigned(partition: number, handler: SourceHandler): Promise<bigint> {
    const { broker, topic, group } = this.options;
    for (;;) {
      const committed = broker.committed(group, topic, partition);
      try {
        return await handler.assigned({ topic, partition, ...broker.offsets(topic, partition), committed });
      } catch (error) {
        if (this.#stopped()) return 0n;
        handler.trouble(`a partition's start is not known yet: ${(error as Error).message}`);
        await this.#unlessStopped(sleep(assignRetryMs, undefined, { signal: this.#stopping.signal }));
      }
    }
  }

  /** Stopping ends a wait early; that is its only error. */
  async #unlessStopped(wait: Promise<unknown>): Promise<void> {
    try {
      await wait;
    } catch (error) {
      if (!this.#stopped()) throw error;
    }
  }

  #stopped(): boolean {
    return this.#stopping.signal.aborted;
  }
}

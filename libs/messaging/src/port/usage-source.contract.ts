import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AssignedPartition, BatchOutcome, RecordBatch, SourceHandler, UsageSource } from './usage-source.js';

/** One topic with one partition, made anew for each test. */
export interface UsageSourceBench {
  open(): UsageSource;
  produce(values: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Every adapter keeps these promises of the port. */
export function describeUsageSource(name: string, openBench: () => Promise<UsageSourceBench>): void {
  describe(`usage source: ${name}`, () => {
    let bench: UsageSourceBench;
    beforeEach(async () => {
      bench = await openBench();
    });
    afterEach(async () => bench.close());

    const consume = async (handler: Handler, until: () => boolean): Promise<Handler> => {
      const source = bench.open();
      await source.start(handler);
      for (const deadline = Date.now() + 120_000; !until(); await sleep(5)) {
        if (Date.now() > deadline) throw new Error(`delivered only ${handler.values.join()}`);
      }
      await source.stop();
      return handler;
    };

    it('asks where to start before it delivers, and starts there', async () => {
      await bench.produce(['a', 'b', 'c', 'd']);
      const handler = new Handler({ startAt: 2n });
      await consume(handler, () => handler.values.length >= 2);
      expect(handler.values).toEqual(['c', 'd']);
      expect(handler.assigned_[0]).toMatchObject({ earliest: 0n, end: 4n, committed: null });
    });

    it('brings the commit and its note to the next member', async () => {
      await bench.produce(['a', 'b', 'c']);
      const first = new Handler({});
      await consume(first, () => first.answered === 3n);
      await bench.produce(['d']);
      const second = new Handler({});
      await consume(second, () => second.values.length === 1);
      expect(second.assigned_[0]!.committed).toEqual({ offset: 3n, note: 'up to 3' });
      expect(second.values).toEqual(['d']);
    });

    it('seeks as told', async () => {
      await bench.produce(['a', 'b', 'c']);
      const handler = new Handler({ outcomes: [{ kind: 'seek', offset: 1n }] });
      await consume(handler, () => handler.answered === 3n);
      expect(handler.values.slice(-2)).toEqual(['b', 'c']);
      expect(handler.firstOffsets).toEqual(['0', '1']);
    });

    it('delivers again from the named offset after a pause, and commits nothing meanwhile', async () => {
      await bench.produce(['a', 'b', 'c']);
      const pause: BatchOutcome = { kind: 'pause', nextOffset: 1n, retryAfterMs: 20, reason: 'test' };
      const handler = new Handler({ outcomes: [pause, pause] });
      await consume(handler, () => handler.answered === 3n);
      expect(handler.firstOffsets).toEqual(['0', '1', '1']);
    });

    it('finishes and commits the batch under way when it is stopped', async () => {
      await bench.produce(['a', 'b']);
      const slow = new Handler({ delayMs: 200 });
      const source = bench.open();
      await source.start(slow);
      for (const deadline = Date.now() + 120_000; slow.firstOffsets.length === 0; await sleep(5)) {
        if (Date.now() > deadline) throw new Error('nothing was delivered');
      }
      await source.stop();
      const next = new Handler({});
      await bench.produce(['c']);
      await consume(next, () => next.values.length === 1);
      expect(next.values).toEqual(['c']);
    });
  });
}

/** Answers for everything, after the outcomes that the test wants first. */
class Handler implements SourceHandler {
  readonly assigned_: AssignedPartition[] = [];
  readonly values: string[] = [];
  readonly firstOffsets: string[] = [];
  answered = 0n;

  constructor(private readonly wish: { startAt?: bigint; outcomes?: readonly BatchOutcome[]; delayMs?: number }) {}

  assigned(partition: AssignedPartition): Promise<bigint> {
    this.assigned_.push(partition);
    return Promise.resolve(this.wish.startAt ?? partition.committed?.offset ?? partition.earliest);
  }

  async handle({ records }: RecordBatch): Promise<BatchOutcome> {
    const call = this.firstOffsets.push(records[0]!.offset) - 1;
    const outcome = this.wish.outcomes?.[call];
    if (outcome !== undefined) return outcome;
    if (this.wish.delayMs !== undefined) await sleep(this.wish.delayMs);
    this.values.push(...records.map((record) => String(record.value)));
    this.answered = BigInt(records.at(-1)!.offset) + 1n;
    return { kind: 'answered', nextOffset: this.answered, note: `up to ${this.answered}` };
  }

  offline(): void {
    // the tests look at what is delivered
  }

  trouble(detail: string): void {
    throw new Error(detail);
  }
}

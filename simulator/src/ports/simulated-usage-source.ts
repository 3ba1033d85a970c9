import { SourceUnreachable, type SourceHandler, type SourceRecord, type UsageSource } from '@tallystick/messaging';
import type { Life } from '../world/life.js';
import { GROUP, USAGE_TOPIC, type World } from '../world/world.js';
import type { ConsumerGroup, Member } from './consumer-group.js';

/** A partition from one join of the group to the next. */
interface Assignment {
  readonly generation: number;
  readonly partition: number;
  current: boolean;
  /** Ends its waits early. */
  readonly over: AbortController;
}

const ASSIGN_RETRY_MS = 250;
/** Made once: a reason that AbortController makes costs more than the rest of a step. */
const END_OF_WAIT = new Error('the assignment is over');

/** One process's member of the group: keeps the port's promises, as the kafkajs adapter does. */
export class SimulatedUsageSource implements UsageSource, Member {
  #handler!: SourceHandler;
  #generation = 0;
  #assignments: Assignment[] = [];
  readonly #loops = new Map<number, Promise<void>>();
  #stopping = false;

  constructor(
    private readonly world: World,
    readonly life: Life,
    private readonly group: ConsumerGroup,
    /** For planted bugs. */
    private readonly dress: (handler: SourceHandler) => SourceHandler,
  ) {}

  async start(handler: SourceHandler): Promise<void> {
    this.#handler = this.dress(handler);
    const unreachable = this.world.faults.strikes('broker unreachable');
    await this.#call('join the group', () => {
      if (unreachable) throw new SourceUnreachable('no broker answers');
      this.group.join(this);
    });
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    for (const { over } of this.#assignments) over.abort(END_OF_WAIT);
    await Promise.all(this.#loops.values());
    await this.#call('leave the group', () => this.group.leave(this));
  }

  joined(generation: number, partitions: readonly number[]): void {
    if (generation < this.#generation || this.#stopping) return;
    this.#generation = generation;
    this.#lose();
    this.#assignments = partitions.map((partition) => {
      const assignment = { generation, partition, current: true, over: new AbortController() };
      const before = this.#loops.get(partition) ?? Promise.resolve();
      // Batches of one partition come one after another, also from one join to the next.
      this.#loops.set(
        partition,
        before.then(() => this.#consume(assignment)),
      );
      return assignment;
    });
  }

  expelled(): void {
    this.#lose();
    if (!this.#stopping) void this.#call('join the group again', () => this.group.join(this));
  }

  #lose(): void {
    for (const assignment of this.#assignments) {
      assignment.current = false;
      assignment.over.abort(END_OF_WAIT);
    }
    this.#assignments = [];
  }

  async #consume(assignment: Assignment): Promise<void> {
    let next = await this.#startOf(assignment);
    while (this.#goesOn(assignment)) {
      const records = await this.#fetch(assignment, next);
      if (!this.#goesOn(assignment)) return;
      if (records.length === 0) await this.#moreThan(next, assignment);
      else next = await this.#deliver(records, next, assignment);
    }
  }

  async #startOf(assignment: Assignment): Promise<bigint> {
    const { partition } = assignment;
    while (this.#goesOn(assignment)) {
      try {
        const committed = await this.#call(`committed offset of ${partition}`, () =>
          this.world.broker.committed(GROUP, USAGE_TOPIC, partition),
        );
        const offsets = this.world.broker.offsets(USAGE_TOPIC, partition);
        return await this.#handler.assigned({ topic: USAGE_TOPIC, partition, ...offsets, committed });
      } catch (error) {
        this.#handler.trouble((error as Error).message);
        await this.#wait(ASSIGN_RETRY_MS, assignment);
      }
    }
    return 0n;
  }

  #fetch({ partition }: Assignment, next: bigint): Promise<readonly SourceRecord[]> {
    const { broker, plan, random } = this.world;
    const most = random.integer(1, plan.batchRecords);
    return this.#call(`fetch ${partition} from ${next}`, () => broker.read(USAGE_TOPIC, partition, next, most));
  }

  async #deliver(records: readonly SourceRecord[], next: bigint, assignment: Assignment): Promise<bigint> {
    const { broker } = this.world;
    const { partition } = assignment;
    const outcome = await this.#handler.handle({
      topic: USAGE_TOPIC,
      partition,
      records,
      highWatermark: broker.offsets(USAGE_TOPIC, partition).end,
      isStale: () => !assignment.current,
      earliestOffset: () =>
        this.#call(`earliest offset of ${partition}`, () => broker.offsets(USAGE_TOPIC, partition).earliest),
    });
    switch (outcome.kind) {
      case 'answered':
        if (assignment.current) await this.#commit(assignment, outcome.nextOffset, outcome.note);
        return outcome.nextOffset;
      case 'seek':
        return outcome.offset;
      case 'pause':
        await this.#wait(outcome.retryAfterMs, assignment);
        return outcome.nextOffset;
      case 'drop':
        return next;
    }
  }

  /** A commit that fails is a consumer that crashes: it joins again. */
  async #commit({ generation, partition }: Assignment, offset: bigint, note: string): Promise<void> {
    const { faults } = this.world;
    const refused = faults.strikes('commit refused');
    const answerLost = !refused && faults.strikes('commit answer lost');
    try {
      await this.#call(`commit ${partition} at ${offset}`, async () => {
        if (!refused) await this.group.commit(generation, partition, offset, note);
        if (refused || answerLost) throw new Error(refused ? 'refused' : 'answer lost');
      });
    } catch (error) {
      this.#handler.offline(`the consumer restarts after: ${(error as Error).message}`);
      this.expelled();
    }
  }

  /** Until the partition holds more records. */
  async #moreThan(next: bigint, { partition, over }: Assignment): Promise<void> {
    const { broker } = this.world;
    while (broker.offsets(USAGE_TOPIC, partition).end === next && !over.signal.aborted) {
      await broker.produced(over.signal).catch(endOfWait);
    }
  }

  async #wait(ms: number, { over }: Assignment): Promise<void> {
    await this.world.scheduler.sleep(this.life, ms, over.signal).catch(endOfWait);
  }

  #goesOn(assignment: Assignment): boolean {
    return assignment.current && !this.#stopping;
  }

  #call<T>(what: string, effect: () => T | Promise<T>): Promise<T> {
    return this.world.scheduler.call(this.life, what, effect);
  }
}

/** Waits end early when the assignment is over; who waits looks at it next. */
const endOfWait = (): void => undefined;

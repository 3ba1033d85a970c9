import type { Model } from '../model/model.js';
import { USAGE_TOPIC, type World } from '../world/world.js';
import type { HttpClients } from './clients.js';
import { GARBAGE } from './garbage.js';
import { CONTENTS, publishedBytes, type Usage } from './usage.js';

const MOST_AT_ONCE = 6;

/** Those who report usage: over Kafka and HTTP, new, again, and with another content. */
export class Producers {
  /** Everything reported so far, in order. */
  readonly #reported: Usage[] = [];
  /** What was reported first under each identity. */
  readonly #firsts = new Map<number, number>();

  constructor(
    private readonly world: World,
    private readonly model: Model,
    private readonly clients: HttpClients,
  ) {}

  act(): void {
    const { random, faults } = this.world;
    if (faults.strikes('resend')) return this.resendAll();
    const usages = Array.from({ length: random.integer(1, MOST_AT_ONCE) }, () => this.#next());
    this.#report(usages);
    if (random.chance(0.15)) this.#report(usages); // the same at once on another way
  }

  /** A producer that has lost its place begins anew. */
  resendAll(): void {
    const { random } = this.world;
    const all = this.#reported.splice(0);
    this.world.trace.note('producers', `send all ${all.length} again`);
    for (let at = 0; at < all.length; at += MOST_AT_ONCE) {
      const usages = all.slice(at, at + MOST_AT_ONCE);
      this.#report(usages, random.chance(0.2));
    }
  }

  #report(usages: readonly Usage[], overHttp = this.world.random.chance(0.35)): void {
    this.#reported.push(...usages);
    this.world.trace.note('producers', `${overHttp ? 'HTTP' : 'Kafka'} ${usages.map(textOf).join(' ')}`);
    if (overHttp) {
      this.clients.send(usages);
      return;
    }
    const partition = this.world.random.integer(0, this.world.plan.partitions - 1);
    for (const usage of usages) {
      if (this.world.faults.strikes('garbage')) this.#produceGarbage(partition);
      while (this.model.stoodThereBefore(partition, this.#endOf(partition), usage)) this.#produceGarbage(partition);
      const value = publishedBytes(usage);
      this.model.produce(partition, this.#produce(partition, value), value, usage, '');
    }
  }

  #produceGarbage(partition: number): void {
    const { value, code } = this.world.random.pick(GARBAGE);
    this.model.produce(partition, this.#produce(partition, value), value, undefined, code);
  }

  #endOf(partition: number): bigint {
    return this.world.broker.offsets(USAGE_TOPIC, partition).end;
  }

  #produce(partition: number, value: Buffer | null): bigint {
    const { broker, scheduler } = this.world;
    return broker.produce(USAGE_TOPIC, partition, { value, timestampMs: scheduler.nowMs });
  }

  #next(): Usage {
    const { random, plan, faults } = this.world;
    const identity = random.integer(0, plan.identities - 1);
    const first = this.#firsts.get(identity) ?? random.integer(1, CONTENTS);
    this.#firsts.set(identity, first);
    return { identity, content: faults.strikes('conflict') ? random.integer(1, CONTENTS) : first };
  }
}

const textOf = ({ identity, content }: Usage): string => `${identity}=${content}`;

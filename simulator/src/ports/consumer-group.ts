import type { World } from '../world/world.js';
import { GROUP, USAGE_TOPIC } from '../world/world.js';
import type { Life } from '../world/life.js';

/** Less than a session. */
const LATEST_NEWS_MS = 8_000;

/** A member as the coordinator sees it. */
export interface Member {
  readonly life: Life;
  joined(generation: number, partitions: readonly number[]): void;
  expelled(): void;
}

/**
 * The group's coordinator, more hostile than Kafka's: a partition's new owner does not wait for the old one, who goes on
 * until the news reaches it; and commits of those who are out may be taken.
 */
export class ConsumerGroup {
  #generation = 0;
  #members: Member[] = [];

  constructor(
    private readonly world: World,
    /** Looks at each commit before anybody else. */
    private readonly onCommit: (partition: number, offset: bigint) => Promise<void>,
  ) {}

  join(member: Member): void {
    this.#members = [...this.#members.filter((one) => one !== member), member];
    this.rebalance();
    const { scheduler } = this.world;
    member.life.ended.catch(() =>
      scheduler.post(scheduler.network, `${member.life.name} is missed by its group`, () => this.leave(member)),
    );
  }

  leave(member: Member): void {
    if (!this.#members.includes(member)) return;
    this.#members = this.#members.filter((one) => one !== member);
    this.rebalance();
  }

  /** Its session timed out, but it may only have been slow. */
  expel(member: Member): void {
    if (!this.#members.includes(member)) return;
    this.leave(member);
    this.#tell(member, 'hears that it is out of the group', () => member.expelled());
  }

  rebalance(): void {
    const { random, plan } = this.world;
    const generation = ++this.#generation;
    const given = new Map<Member, number[]>(this.#members.map((member) => [member, []]));
    if (this.#members.length > 0) {
      for (let partition = 0; partition < plan.partitions; partition++) {
        given.get(random.pick(this.#members))!.push(partition);
      }
    }
    for (const [member, partitions] of given) {
      const what = `joins generation ${generation} with [${partitions.join()}]`;
      this.#tell(member, what, () => member.joined(generation, partitions));
    }
  }

  /** Until the news is there, the member believes what it knew. */
  #tell(member: Member, what: string, hear: () => void): void {
    const { faults, random, scheduler } = this.world;
    if (!faults.strikes('news late')) scheduler.post(member.life, what, hear);
    else scheduler.postAt(member.life, scheduler.nowMs + random.integer(0, LATEST_NEWS_MS), what, hear);
  }

  /** @throws Error the member is of an earlier generation */
  async commit(generation: number, partition: number, offset: bigint, note: string): Promise<void> {
    const { broker, faults } = this.world;
    if (generation !== this.#generation && !faults.strikes('zombie commits')) throw new Error('ILLEGAL_GENERATION');
    await this.onCommit(partition, offset);
    broker.commit(GROUP, USAGE_TOPIC, partition, offset, note);
  }
}

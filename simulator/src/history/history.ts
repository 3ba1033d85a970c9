import { Projector } from '../fold/projector.js';
import { Model } from '../model/model.js';
import { Violation } from '../model/violation.js';
import { ConsumerGroup } from '../ports/consumer-group.js';
import type { Build } from '../world/build.js';
import { Instance } from '../world/instance.js';
import { World } from '../world/world.js';
import { HttpClients } from './clients.js';
import { Deciders } from './deciders.js';
import { Mishaps } from './mishaps.js';
import type { Plan } from './plan.js';
import { Producers } from './producers.js';
import { Rest } from './rest.js';

/** A history that takes more steps than this stands still, or turns in circles. */
const MOST_STEPS = 60_000;

/** One history: phases of work in which anything may go wrong, each followed by a rest in which all is checked. */
export class History {
  readonly world: World;
  readonly model: Model;
  readonly projector: Projector;
  readonly #instances: readonly Instance[];
  readonly #producers: Producers;
  readonly #deciders: Deciders;
  readonly #mishaps: Mishaps;
  readonly #rest: Rest;

  constructor(
    readonly plan: Plan,
    build: Build,
  ) {
    this.world = new World(plan);
    this.model = new Model(this.world);
    const group = new ConsumerGroup(this.world, (partition, offset) => this.#committed(partition, offset));
    this.#instances = Array.from(
      { length: plan.instances },
      (_, number) => new Instance(`${number}`, this.world, group, build),
    );
    this.projector = new Projector(this.world, build);
    const clients = new HttpClients(this.world, this.model, this.#instances);
    this.#producers = new Producers(this.world, this.model, clients);
    this.#deciders = new Deciders(this.world, this.model.decisions, this.#instances);
    this.#mishaps = new Mishaps(this.world, this.#instances, group, this.projector);
    this.#rest = new Rest(this.world, this.model, this.#instances, [clients, this.#deciders], this.projector);
  }

  /** @throws Violation a promise is broken */
  async run(): Promise<void> {
    for (const instance of this.#instances) instance.start();
    for (const [phase, actions] of this.plan.actions.entries()) {
      if (phase > 0) await this.#rest.changeTheWorld();
      await this.#work(actions);
      await this.#settle();
    }
    this.#producers.resendAll();
    await this.#settle();
  }

  async #work(actions: number): Promise<void> {
    const { world } = this;
    for (let left = actions; ;) {
      const resting = !(await this.#step());
      this.#mishaps.befall();
      if (world.random.chance(0.1)) this.projector.begin();
      if (!resting && !world.random.chance(0.05)) continue;
      if (left-- === 0) return;
      this.#producers.act();
      if (world.faults.strikes('decision')) this.#deciders.act();
    }
  }

  /** Everything works again, and everything that was begun comes to its end. */
  async #settle(): Promise<void> {
    this.world.trace.note('world', 'rests');
    this.#mishaps.heal();
    await this.#untilNothingHappens();
    this.#rest.remindFollowers();
    await this.#untilNothingHappens();
    while (await this.#rest.projectorBehind()) {
      this.projector.begin();
      await this.#untilNothingHappens();
    }
    await this.#rest.check();
    this.world.faults.resting = false;
  }

  async #untilNothingHappens(): Promise<void> {
    while (await this.#step());
  }

  /** False when nothing is left to happen. @throws Violation */
  async #step(): Promise<boolean> {
    const { scheduler, trace } = this.world;
    await scheduler.settled();
    if (this.world.failure !== undefined) throw this.world.failure;
    if (trace.steps.length > MOST_STEPS)
      throw new Violation('it goes on by itself', `no rest after ${MOST_STEPS} steps`);
    return scheduler.turn();
  }

  async #committed(partition: number, offset: bigint): Promise<void> {
    try {
      await this.model.committed(partition, offset);
    } catch (error) {
      this.world.fail(error as Error);
    }
  }
}

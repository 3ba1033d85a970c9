import type { Projector } from '../fold/projector.js';
import type { ConsumerGroup } from '../ports/consumer-group.js';
import type { Instance } from '../world/instance.js';
import type { World } from '../world/world.js';

const LONGEST_MS = 60_000;

/** What befalls whole processes and servers, at any step. Each ends by itself after a while. */
export class Mishaps {
  constructor(
    private readonly world: World,
    private readonly instances: readonly Instance[],
    private readonly group: ConsumerGroup,
    private readonly projector: Projector,
  ) {}

  /** At each step something may go wrong. */
  befall(): void {
    const { faults } = this.world;
    if (faults.strikes('crash')) this.#crash(this.#any());
    if (faults.strikes('graceful stop')) this.#stop(this.#any());
    if (faults.strikes('freeze')) this.#freeze(this.#any());
    if (faults.strikes('rebalance')) this.group.rebalance();
    if (faults.strikes('ledger down')) this.#takeDown('ledgerDown');
    if (faults.strikes('dead-letter topic down')) this.#takeDown('deadLettersDown');
    if (faults.strikes('projector crash')) this.projector.crash();
  }

  /** Everything works from now on. */
  heal(): void {
    this.world.faults.resting = true;
    this.world.ledgerDown = false;
    this.world.deadLettersDown = false;
    for (const instance of this.instances) {
      instance.thaw();
      instance.start();
    }
  }

  #any(): Instance {
    return this.world.random.pick(this.instances);
  }

  #crash(instance: Instance): void {
    this.world.trace.note(instance.name, 'crashes');
    instance.crash();
    this.#later(`${instance.name} starts again`, () => instance.start());
  }

  #stop(instance: Instance): void {
    this.world.trace.note(instance.name, 'is stopped');
    void instance.stop().then(() => this.#later(`${instance.name} starts again`, () => instance.start()));
  }

  #freeze(instance: Instance): void {
    this.world.trace.note(instance.name, 'freezes');
    instance.freeze();
    this.#later(`${instance.name} thaws`, () => instance.thaw());
  }

  #takeDown(what: 'ledgerDown' | 'deadLettersDown'): void {
    this.world.trace.note('world', what);
    this.world[what] = true;
    this.#later(`end of ${what}`, () => {
      this.world[what] = false;
    });
  }

  /** Soon, among all that is ready to happen, or only when time passes. */
  #later(what: string, run: () => void): void {
    const { random, scheduler } = this.world;
    if (random.chance(0.5)) scheduler.post(scheduler.network, what, run);
    else scheduler.postAt(scheduler.network, scheduler.nowMs + random.integer(0, LONGEST_MS), what, run);
  }
}

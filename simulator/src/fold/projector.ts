import { LedgerUnavailable, type Position } from '@tallystick/ledger-store';
import { SimulatedLedger } from '../ports/simulated-ledger.js';
import type { Build } from '../world/build.js';
import { Life } from '../world/life.js';
import type { World } from '../world/world.js';
import type { Fold } from './fold.js';
import { Fenced, Tables } from './tables.js';

const MOST_EVENTS = 8;

/** Folds the ledger page by page into tables of its own. Its process may end anywhere; another goes on. */
export class Projector {
  tables = new Tables();
  #lives = 0;
  #atWork: Life[] = [];

  constructor(
    private readonly world: World,
    private readonly build: Build,
  ) {}

  /** A turn begins, unless one is under way; sometimes even then: nothing keeps a second projector from starting. */
  begin(): void {
    if (this.#atWork.length > 0 && !this.world.faults.strikes('two projectors')) return;
    const life = new Life(`projector.${++this.#lives}`);
    this.#atWork.push(life);
    void this.#turn(life, this.build.fold(this.tables));
  }

  crash(): void {
    for (const life of this.#atWork) this.world.scheduler.cutOff(life);
    this.#atWork = [];
  }

  /** Deleted together with the ledger that they belong to. */
  wipe(): void {
    this.crash();
    this.tables = new Tables();
  }

  async #turn(life: Life, fold: Fold): Promise<void> {
    const { random, scheduler } = this.world;
    try {
      const after = await scheduler.call(life, 'reads the checkpoint', () => this.tables.checkpoint);
      const limit = random.integer(1, MOST_EVENTS);
      const page = await new SimulatedLedger(this.world, life).readAll({ after: after as Position, limit });
      const changes = await scheduler.call(life, 'looks first events up', () => fold.changesOf(page.events));
      await fold.store(after, page, changes, (work) => scheduler.call(life, `commits up to ${page.last}`, work));
    } catch (error) {
      if (!(error instanceof LedgerUnavailable) && !(error instanceof Fenced)) this.world.fail(error as Error);
    } finally {
      this.#atWork = this.#atWork.filter((one) => one !== life);
    }
  }
}

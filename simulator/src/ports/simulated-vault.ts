import { VaultUnavailable, type Actor, type IdentityVault } from '@tallystick/vault';
import type { Life } from '../world/life.js';
import type { World } from '../world/world.js';

/** One process's connection to the vault. */
export class SimulatedVault implements IdentityVault {
  constructor(
    private readonly world: World,
    private readonly life: Life,
  ) {}

  pseudonymise(subjects: readonly string[]): Promise<readonly Actor[]> {
    const { faults, vault } = this.world;
    const refused = faults.strikes('vault fails');
    const answerLost = !refused && faults.strikes('vault answer lost');
    return this.#ask(`pseudonyms of ${subjects.length}`, async () => {
      if (refused) throw new VaultUnavailable('refused');
      const actors = await vault.pseudonymise(subjects);
      if (answerLost) throw new VaultUnavailable('answer lost');
      return actors;
    });
  }

  find(subject: string): Promise<Actor | undefined> {
    return this.#ask('find', () => this.world.vault.find(subject));
  }

  resolve(actor: Actor): Promise<string | undefined> {
    return this.#ask('resolve', () => this.world.vault.resolve(actor));
  }

  resolveAll(actors: readonly Actor[]): Promise<ReadonlyMap<Actor, string>> {
    return this.#ask(`subjects of ${actors.length}`, () => this.world.vault.resolveAll(actors));
  }

  forget(actor: Actor): Promise<boolean> {
    return this.#ask('forget', () => this.world.vault.forget(actor));
  }

  /** The server goes on. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  #ask<T>(what: string, effect: () => Promise<T>): Promise<T> {
    return this.world.scheduler.call(this.life, `vault: ${what}`, effect);
  }
}

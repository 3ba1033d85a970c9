import type { Model } from '../model/model.js';
import { claimOf } from '../model/model.js';
import { Violation } from '../model/violation.js';
import type { World } from '../world/world.js';
import { keyOf, subjectOf } from './usage.js';

/** The people of a history, and who of them was forgotten. */
export class People {
  readonly #subjects = new Map<string, string>();
  /** Of each forgotten subject: the claims that are settled, which bring nobody back. */
  readonly #forgotten = new Map<string, ReadonlySet<string>>();

  constructor(
    private readonly world: World,
    private readonly model: Model,
  ) {
    for (let identity = 0; identity < world.plan.identities; identity++) {
      this.#subjects.set(keyOf(identity), subjectOf(identity));
    }
  }

  subjectOf(key: string): string | undefined {
    return this.#subjects.get(key);
  }

  wasForgotten(subject: string): boolean {
    return this.#forgotten.has(subject);
  }

  async forgetOne(): Promise<void> {
    const { vault, random, trace } = this.world;
    const subject = random.pick([...new Set(this.#subjects.values())]);
    const actor = await vault.find(subject);
    if (actor === undefined) return;
    await vault.forget(actor);
    trace.note('world', `forgets ${subject}`);
    this.#forgotten.set(subject, this.#settledClaims(subject));
  }

  /** Whoever was forgotten, and reported nothing new since, stays so. @throws Violation */
  async check(): Promise<void> {
    for (const [subject, settled] of this.#forgotten) {
      const reported = [...this.model.claims].filter((claim) => this.subjectOf(claim.split(' ')[0]!) === subject);
      if (reported.some((claim) => !settled.has(claim))) continue;
      if ((await this.world.vault.find(subject)) === undefined) continue;
      throw new Violation('the vault knows each actor', `${subject} was forgotten, and is back by old events alone`);
    }
  }

  ledgerMadeAnew(): void {
    for (const subject of this.#forgotten.keys()) this.#forgotten.set(subject, new Set());
  }

  #settledClaims(subject: string): Set<string> {
    const { ledger } = this.model;
    const settled = ledger.events.filter(
      (event) =>
        this.subjectOf(event.key) === subject && (event.kind === 'conflicted' || ledger.firstOf(event.key) === event),
    );
    return new Set(settled.map(({ key, content }) => claimOf(key, content)));
  }
}

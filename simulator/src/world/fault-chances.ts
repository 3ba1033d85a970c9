import type { Random } from '@tallystick/samples';
import type { Fault } from '../history/plan.js';

/** Whether a fault strikes here and now; none does while the world rests. */
export class FaultChances {
  resting = false;
  readonly struck = new Set<Fault>();

  constructor(
    private readonly random: Random,
    private readonly chances: Readonly<Partial<Record<Fault, number>>>,
  ) {}

  strikes(fault: Fault): boolean {
    const chance = this.chances[fault];
    const strikes = chance !== undefined && !this.resting && this.random.chance(chance);
    if (strikes) this.struck.add(fault);
    return strikes;
  }
}

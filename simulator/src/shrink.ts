import { FAULTS, type Cut, type Fault } from './history/plan.js';
import { simulate, type Outcome } from './simulate.js';
import type { Build } from './world/build.js';

/** A failing history, as small as a few tries make it. */
export interface Smallest {
  readonly cut: Cut;
  readonly outcome: Outcome;
}

/** Leaves out faults, instances and actions as long as the history still fails; each try is one run. */
export async function shrink(failing: Outcome, build: Build): Promise<Smallest> {
  let smallest: Smallest = { cut: {}, outcome: failing };
  const attempt = async (cut: Cut): Promise<void> => {
    const outcome = await simulate(failing.plan.seed, build, cut);
    if (outcome.failure !== undefined) smallest = { cut, outcome };
  };
  for (const fault of Object.keys(FAULTS) as Fault[]) {
    if (smallest.outcome.plan.chances[fault] === undefined) continue;
    await attempt({ ...smallest.cut, without: [...(smallest.cut.without ?? []), fault] });
  }
  await attempt({ ...smallest.cut, oneInstance: true });
  const actions = smallest.outcome.plan.actions.reduce((sum, one) => sum + one, 0);
  for (let most = 1; most < actions && smallest.cut.atMostActions === undefined; most++) {
    await attempt({ ...smallest.cut, atMostActions: most });
  }
  return smallest;
}

/** The command that shows a failing history again. */
export function replayCommand({ seed }: { readonly seed: number }, cut: Cut): string {
  const options = [`--seed ${seed}`, '--histories 1', '--trace'];
  if (cut.without !== undefined) options.push(`--without '${cut.without.join(';')}'`);
  if (cut.oneInstance === true) options.push('--one-instance');
  if (cut.atMostActions !== undefined) options.push(`--actions ${cut.atMostActions}`);
  return `npm run -s simulate -- ${options.join(' ')}`;
}

import { History } from './history/history.js';
import { drawPlan, type Cut, type Plan } from './history/plan.js';
import { soundBuild, type Build } from './world/build.js';

export interface Outcome {
  readonly plan: Plan;
  /** undefined: every promise was kept. */
  readonly failure: Error | undefined;
  /** Everything that happened, in order. */
  readonly steps: readonly string[];
  /** SHA-256 of the steps: the same for the same seed. */
  readonly traceHash: string;
  readonly history: History;
}

/** Runs the history of one seed. */
export async function simulate(seed: number, build: Build = soundBuild, cut: Cut = {}): Promise<Outcome> {
  const plan = drawPlan(seed, cut);
  const history = new History(plan, build);
  const { trace } = history.world;
  let failure: Error | undefined;
  try {
    await history.run();
  } catch (error) {
    failure = error as Error;
  }
  return { plan, failure, steps: trace.steps, traceHash: trace.digest(), history };
}

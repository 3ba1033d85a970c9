import { describe, expect, it } from '@jest/globals';
import { Violation } from '../model/violation.js';
import { replayCommand, shrink } from '../shrink.js';
import { simulate, type Outcome } from '../simulate.js';
import { soundBuild, type Build } from '../world/build.js';
import { bugs } from './index.js';

/** Each must show within so many histories. */
const MOST_HISTORIES = 600;

async function firstFailure(build: Build): Promise<Outcome> {
  for (let seed = 1; seed <= MOST_HISTORIES; seed++) {
    const outcome = await simulate(seed, build);
    if (outcome.failure !== undefined) return outcome;
  }
  throw new Error(`not found in ${MOST_HISTORIES} histories`);
}

describe('a planted bug is found', () => {
  it.each(bugs)('$name', async ({ plant, breaks }) => {
    const { failure, plan } = await firstFailure({ ...soundBuild, ...plant });
    expect(failure).toBeInstanceOf(Violation);
    expect(breaks).toContain((failure as Violation).promised);
    expect((await simulate(plan.seed)).failure).toBeUndefined();
  });
});

describe('a failing history', () => {
  it('is made smaller, and still fails when it is replayed', async () => {
    const [{ plant }] = bugs as [(typeof bugs)[0]];
    const build = { ...soundBuild, ...plant };
    const failing = await firstFailure(build);
    const { cut, outcome } = await shrink(failing, build);
    expect(Object.keys(outcome.plan.chances).length).toBeLessThan(Object.keys(failing.plan.chances).length);
    const again = await simulate(failing.plan.seed, build, cut);
    expect(again.failure?.message).toBe(outcome.failure?.message);
    expect(again.traceHash).toBe(outcome.traceHash);
    expect(replayCommand(failing.plan, cut)).toContain(`--seed ${failing.plan.seed} `);
  });
});

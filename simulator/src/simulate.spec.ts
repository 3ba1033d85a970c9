import { describe, expect, it } from '@jest/globals';
import { drawPlan, FAULTS } from './history/plan.js';
import { replayCommand } from './shrink.js';
import { simulate } from './simulate.js';

/** About a minute. Other seeds are for `npm run simulate`. */
const FIRST_SEED = 1;
const HISTORIES = 10_000;

describe('simulated histories', () => {
  it('keep every promise, whatever goes wrong', async () => {
    for (let seed = FIRST_SEED; seed < FIRST_SEED + HISTORIES; seed++) {
      const { failure, plan } = await simulate(seed);
      if (failure !== undefined) throw new Error(`${replayCommand(plan, {})}\n${failure.message}`, { cause: failure });
    }
  }, 900_000);

  it('are the same for the same seed, step by step, and others for others', async () => {
    const hashes = new Set<string>();
    for (let seed = 1; seed <= 50; seed++) {
      const once = await simulate(seed);
      expect((await simulate(seed)).steps).toEqual(once.steps);
      hashes.add(once.traceHash);
    }
    expect(hashes.size).toBe(50);
  });

  it('meet every fault that the plan knows', async () => {
    const struck = new Set<string>();
    for (let seed = 1; seed <= 100; seed++) {
      const { history } = await simulate(seed);
      for (const fault of history.world.faults.struck) struck.add(fault);
    }
    expect(Object.keys(FAULTS).filter((fault) => !struck.has(fault))).toEqual([]);
  });

  it('differ in what may go wrong: from nothing to everything', () => {
    const counts = Array.from({ length: 200 }, (_, seed) => Object.keys(drawPlan(seed).chances).length);
    expect(Math.min(...counts)).toBe(0);
    expect(Math.max(...counts)).toBeGreaterThan(30);
  });
});

/**
 * `npm run simulate -- --seed S --histories N [--json]`: runs the histories of N seeds from S on. The first that breaks a
 * promise is made smaller and shown with the command that replays it; exit code 1 then, 0 when all was kept.
 */
import { parseArgs } from 'node:util';
import { FAULTS, type Cut, type Fault } from './history/plan.js';
import { replayCommand, shrink } from './shrink.js';
import { simulate, type Outcome } from './simulate.js';
import { soundBuild } from './world/build.js';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    histories: { type: 'string', default: '1000' },
    json: { type: 'boolean', default: false },
    trace: { type: 'boolean', default: false },
    without: { type: 'string' },
    'one-instance': { type: 'boolean', default: false },
    actions: { type: 'string' },
  },
});
const first = Number(values.seed);
const histories = Number(values.histories);
const without = (values.without?.split(';') ?? []) as Fault[];
const stranger = without.find((fault) => !(fault in FAULTS));
const atMostActions = values.actions === undefined ? undefined : Number(values.actions);
if (!Number.isSafeInteger(first) || !(histories >= 1) || Number.isNaN(atMostActions) || stranger !== undefined) {
  console.error(`usage: --seed S --histories N [--json] [--trace] [--one-instance] [--actions N] [--without 'FAULT;...']
faults: ${Object.keys(FAULTS).join('; ')}`);
  process.exit(2);
}
const cut: Cut = {
  without,
  oneInstance: values['one-instance'],
  ...(atMostActions !== undefined && { atMostActions }),
};

const startedMs = performance.now();
let steps = 0;
let done = 0;
let last: Outcome | undefined;
for (; done < histories && last?.failure === undefined; done++) {
  last = await simulate(first + done, soundBuild, cut);
  steps += last.steps.length;
  if ((done + 1) % 1_000 === 0) console.error(`${done + 1} histories`);
}
const seconds = Math.round((performance.now() - startedMs) / 100) / 10;
const failed = last?.failure === undefined ? undefined : await describeFailure(last);
if (values.trace && last !== undefined) console.error(last.steps.join('\n'));
if (values.json) {
  console.log(
    JSON.stringify({ seed: first, histories: done, steps, seconds, traceHash: last?.traceHash, failed }, null, 2),
  );
} else {
  console.log(
    `${done} histories from seed ${first}, ${steps} steps, ${seconds} s: ${failed ? failed.message : 'every promise kept'}`,
  );
  if (failed) console.log(`seed ${failed.seed}, smallest: ${failed.replay}\n${failed.stack}`);
}
process.exitCode = failed === undefined ? 0 : 1;

async function describeFailure(
  outcome: Outcome,
): Promise<{ seed: number; message: string; replay: string; stack: string }> {
  const smallest = values.trace ? { cut, outcome } : await shrink(outcome, soundBuild);
  const { message, stack = '' } = smallest.outcome.failure!;
  return { seed: outcome.plan.seed, message, replay: replayCommand(outcome.plan, smallest.cut), stack };
}

import { join } from 'node:path';
import type { Scenario } from '../bench.js';
import { lmdbFloor } from '../floor/lmdb-floor.js';
import { startLedger } from '../measure/services.js';

const BATCH = 500;
const CONNECTIONS = 4;

/** Joins ready events into batch bodies before the clock starts. */
function bodiesOf(values: Iterable<Buffer>, limit: number): Buffer[] {
  const bodies: Buffer[] = [];
  let batch: string[] = [];
  let taken = 0;
  for (const value of values) {
    if (taken === limit) break;
    batch.push(value.toString());
    taken += 1;
    if (batch.length === BATCH) {
      bodies.push(Buffer.from(`[${batch.join(',')}]`));
      batch = [];
    }
  }
  return bodies;
}

/** HTTP batches of 500 over a few connections, each answered when durable. The client shares the two cores. */
export const httpIntake: Scenario = async ({ dir, events, payload }) => {
  const service = await startLedger(join(dir, 'http-intake'));
  const bodies = bodiesOf(payload(), Math.min(events, 300_000));
  const headers = { 'content-type': 'application/cloudevents-batch+json' };
  const started = performance.now();
  let next = 0;
  const connection = async () => {
    for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) {
      const response = await fetch(`${service.url}/v1/events`, { method: 'POST', headers, body: new Uint8Array(body) });
      const answer = (await response.json()) as { results: { status: string }[] };
      if (answer.results.some((result) => result.status !== 'recorded')) throw new Error('an event was not recorded');
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  const perSecond = (bodies.length * BATCH) / ((performance.now() - started) / 1_000);
  await service.stop();
  const floor = await lmdbFloor(join(dir, 'http-floor'), payload(), BATCH);
  return [
    {
      name: `HTTP batches of ${BATCH} -> durable embedded ledger`,
      unit: 'events/s',
      value: perSecond,
      floor: { what: `bare LMDB appends of ${BATCH}`, value: floor },
      target: { kind: 'ratio', value: 0.3 },
    },
  ];
};

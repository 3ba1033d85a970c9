import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Scenario } from '../bench.js';
import { quantile } from '../measure/quantile.js';
import { startLedger, startProjector, untilReady } from '../measure/services.js';

const EVENTS_A_SECOND = 2_000;
const BATCH = 100;
const SECONDS = 20;

/** Accepted over HTTP -> on a leaderboard, at a steady 2,000 events/s: from the answer to the board that holds it. */
export const visibility: Scenario = async ({ dir, payload }) => {
  const dataDir = join(dir, 'visibility');
  const ledger = await startLedger(dataDir);
  const projector = await startProjector(dataDir);
  await untilReady(projector);
  const values = payload()[Symbol.iterator]();
  const waits: number[] = [];
  const looks: Promise<void>[] = [];
  const gapMs = 1_000 / (EVENTS_A_SECOND / BATCH);
  const headers = { 'content-type': 'application/cloudevents-batch+json' };

  const look = async (position: string, acceptedAt: number) => {
    const response = await fetch(`${projector.url}/v1/leaderboards/teams?window=all&limit=10&atLeast=${position}`);
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`board answers ${response.status}`);
    waits.push(performance.now() - acceptedAt);
  };
  const started = performance.now();
  for (let i = 0; i < SECONDS * (EVENTS_A_SECOND / BATCH); i += 1) {
    const batch = Array.from({ length: BATCH }, () => String(values.next().value));
    const response = await fetch(`${ledger.url}/v1/events`, { method: 'POST', headers, body: `[${batch.join(',')}]` });
    const acceptedAt = performance.now();
    const { results } = (await response.json()) as { results: { position?: string }[] };
    looks.push(look(results.at(-1)?.position ?? '', acceptedAt));
    await sleep(Math.max(0, started + (i + 1) * gapMs - performance.now()));
  }
  await Promise.all(looks);
  const rate = (SECONDS * EVENTS_A_SECOND) / ((performance.now() - started) / 1_000);
  await projector.stop();
  await ledger.stop();
  return [
    {
      name: 'accepted -> visible on a leaderboard, p99',
      unit: 'ms',
      value: quantile(waits, 0.99),
      target: { kind: 'at-most', value: 300 },
      note: `p50 ${quantile(waits, 0.5).toFixed(0)} ms at ${rate.toFixed(0)} events/s, embedded stores`,
    },
  ];
};

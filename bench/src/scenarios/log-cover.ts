import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Scenario } from '../bench.js';
import { publishedSize } from '../measure/published-size.js';
import { quantile } from '../measure/quantile.js';
import { startLedger } from '../measure/services.js';

const EVENTS_A_SECOND = 2_000;
const BATCH = 100;
const SECONDS = 20;
const LOOK_EVERY_MS = 10;
const LAST_LOOK_MS = 10_000;

/** Accepted over HTTP -> under a signed checkpoint, at a steady 2,000 events/s. */
export const logCover: Scenario = async ({ dir, payload }) => {
  const dataDir = join(dir, 'log-cover');
  const ledger = await startLedger(dataDir);
  const values = payload()[Symbol.iterator]();
  const headers = { 'content-type': 'application/cloudevents-batch+json' };
  /** Batches that no checkpoint covers yet: events up to their last, and when they were accepted. */
  const open: { readonly size: number; readonly acceptedAt: number }[] = [];
  const waits: number[] = [];
  let sending = true;

  const watch = async (): Promise<void> => {
    for (let until = Infinity; sending || open.length > 0; await sleep(LOOK_EVERY_MS)) {
      if (!sending && until === Infinity) until = performance.now() + LAST_LOOK_MS;
      if (performance.now() > until) throw new Error('the last events are not covered');
      const size = await publishedSize(dataDir);
      while (open[0] !== undefined && open[0].size <= size) {
        waits.push(performance.now() - (open.shift() as { acceptedAt: number }).acceptedAt);
      }
    }
  };
  const send = async (): Promise<void> => {
    const gapMs = 1_000 / (EVENTS_A_SECOND / BATCH);
    const started = performance.now();
    for (let i = 1; i <= SECONDS * (EVENTS_A_SECOND / BATCH); i += 1) {
      const batch = Array.from({ length: BATCH }, () => String(values.next().value));
      const body = `[${batch.join(',')}]`;
      const response = await fetch(`${ledger.url}/v1/events`, { method: 'POST', headers, body });
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`the intake answers ${response.status}`);
      open.push({ size: i * BATCH, acceptedAt: performance.now() });
      await sleep(Math.max(0, started + i * gapMs - performance.now()));
    }
    sending = false;
  };
  await Promise.all([watch(), send()]);
  await ledger.stop();
  return [
    {
      name: 'accepted -> covered by a signed checkpoint, p99',
      unit: 'ms',
      value: quantile(waits, 0.99),
      target: { kind: 'at-most', value: 1_500 },
      note: `p50 ${quantile(waits, 0.5).toFixed(0)} ms at ${EVENTS_A_SECOND} events/s over HTTP`,
    },
  ];
};

import { join } from 'node:path';
import { openLmdbLedger } from '@tallystick/ledger-store';
import { waitUntil } from '@tallystick/testing';
import type { Bench, Scenario } from '../bench.js';
import { holdLogLock } from '../measure/log-lock.js';
import { paceFromFirstMove } from '../measure/pace.js';
import { publishedSize } from '../measure/published-size.js';
import { startLedger } from '../measure/services.js';
import { USAGE_TOPIC } from './kafka-intake.js';

const CATCH_UP_MS = 120_000;

interface Load {
  /** Events a second into the ledger. */
  readonly intake: number;
  /** From the last event in the ledger to the checkpoint that covers it; 0 without a notary. */
  readonly lagMs: number;
}

async function load({ dir, events, kafka }: Bench, withNotary: boolean): Promise<Load> {
  const name = withNotary ? 'with-notary' : 'without-notary';
  const dataDir = join(dir, name);
  const letGo = withNotary ? () => undefined : holdLogLock(dataDir);
  const env = { KAFKA_BROKERS: kafka.brokerList, KAFKA_TOPIC: USAGE_TOPIC, KAFKA_GROUP: name };
  const service = await startLedger(dataDir, env);
  const reader = await openLmdbLedger({ dir: join(dataDir, 'ledger') });
  const intake = await paceFromFirstMove(events, async () => Number(await reader.tail()));
  const ended = performance.now();
  if (withNotary) {
    await waitUntil(async () => (await publishedSize(dataDir)) >= events, { timeoutMs: CATCH_UP_MS });
  }
  const lagMs = performance.now() - ended;
  await reader.close();
  await service.stop();
  letGo();
  return { intake, lagMs };
}

/** Kafka intake with the notary at work in the same process, and without it; how far it is behind at the end. */
export const logNotary: Scenario = async (bench) => {
  const without = await load(bench, false);
  const { intake, lagMs } = await load(bench, true);
  return [
    {
      name: 'Kafka -> ledger, with the notary',
      unit: 'events/s',
      value: intake,
      floor: { what: 'the same without a notary', value: without.intake },
      target: { kind: 'ratio', value: 0.75 },
    },
    {
      name: 'notary: behind the intake at the end of the load',
      unit: 'ms',
      value: lagMs,
      target: { kind: 'at-most', value: 2_000 },
    },
  ];
};

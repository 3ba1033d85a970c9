import { join } from 'node:path';
import { openLmdbLedger } from '@tallystick/ledger-store';
import type { Scenario } from '../bench.js';
import { follow } from '../measure/pace.js';
import { foldedUpTo, startLedger, startProjector } from '../measure/services.js';
import { runAfternoonPeer } from '../peer/afternoon-peer.js';
import { USAGE_TOPIC } from './kafka-intake.js';

/** Kafka -> ledger -> projector on PostgreSQL -> board, all at once on the same cores; against the afternoon peer. */
export const wholeWay: Scenario = async ({ dir, events, kafka, postgres }) => {
  const dataDir = join(dir, 'whole-way');
  const projector = await startProjector(dataDir, {
    TALLYSTICK_READ_MODELS: 'postgres',
    DATABASE_URL: await postgres.createDatabase(),
  });
  const ledger = await startLedger(dataDir, {
    KAFKA_BROKERS: kafka.brokerList,
    KAFKA_TOPIC: USAGE_TOPIC,
    KAFKA_GROUP: 'whole',
  });
  const reader = await openLmdbLedger({ dir: join(dataDir, 'ledger') });
  const first = await follow(1, async () => Number(await reader.tail()), 20);
  const last = await follow(events, () => foldedUpTo(projector), 250);
  await reader.close();
  const pace = (last.count - first.count) / ((last.at - first.at) / 1_000);
  await ledger.stop();
  await projector.stop();
  const peer = await runAfternoonPeer([...kafka.brokers], USAGE_TOPIC, await postgres.createDatabase(), events);
  return [
    {
      name: 'Kafka -> ledger -> board on PostgreSQL, the whole way',
      unit: 'events/s',
      value: pace,
      floor: { what: 'kafkajs -> JSON.parse -> PostgreSQL with a rollup', value: peer },
      target: { kind: 'ratio', value: 0.5 },
    },
  ];
};

import { join } from 'node:path';
import { openLmdbLedger } from '@tallystick/ledger-store';
import type { Scenario } from '../bench.js';
import { lmdbFloor } from '../floor/lmdb-floor.js';
import { growthNote, watchMemory } from '../measure/memory.js';
import { paceFromFirstMove } from '../measure/pace.js';
import { startLedger } from '../measure/services.js';
import { runAfternoonPeer } from '../peer/afternoon-peer.js';

export const USAGE_TOPIC = 'bench-usage';
/** About what one append of the intake carries under load. */
const FLOOR_BATCH = 1_000;

/** Kafka -> durable embedded ledger, all rules on; against bare LMDB and against the afternoon peer. */
export const kafkaIntake: Scenario = async ({ dir, events, kafka, postgres, payload }) => {
  const dataDir = join(dir, 'kafka-intake');
  const service = await startLedger(dataDir, { KAFKA_BROKERS: kafka.brokerList, KAFKA_TOPIC: USAGE_TOPIC });
  const memory = watchMemory(service.pid);
  const reader = await openLmdbLedger({ dir: join(dataDir, 'ledger') });
  const intake = await paceFromFirstMove(events, async () => Number(await reader.tail()));
  memory.stop();
  await reader.close();
  await service.stop();
  const floor = await lmdbFloor(join(dir, 'lmdb-floor'), payload(), FLOOR_BATCH);
  const peer = await runAfternoonPeer([...kafka.brokers], USAGE_TOPIC, await postgres.createDatabase(), events);
  return [
    {
      name: 'Kafka -> durable embedded ledger',
      unit: 'events/s',
      value: intake,
      floor: { what: `bare LMDB appends of ${FLOOR_BATCH}`, value: floor },
      target: { kind: 'ratio', value: 0.5 },
    },
    {
      name: 'the same, against the afternoon peer',
      unit: 'events/s',
      value: intake,
      floor: { what: 'kafkajs -> JSON.parse -> PostgreSQL', value: peer },
      target: { kind: 'ratio', value: 1 },
    },
    {
      name: 'ledger: peak anonymous memory',
      unit: 'MB',
      value: memory.peakMb(),
      target: { kind: 'at-most', value: 350 },
      note: growthNote(memory),
    },
  ];
};

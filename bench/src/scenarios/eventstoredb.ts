import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { startEventStore } from '@tallystick/testing';
import type { Bench, Scenario } from '../bench.js';
import { eventStoreIntakeFloor, eventStoreReadFloor } from '../floor/eventstore-floor.js';
import { paceFromFirstMove, paceFromNow } from '../measure/pace.js';
import { produce } from '../measure/produce.js';
import { metricOf, startLedger, startProjector } from '../measure/services.js';

const TOPIC = `bench-eventstoredb-${randomUUID()}`;
/** A server takes a tenth of what the embedded ledger takes: enough to see its pace. */
const MAX_EVENTS = 200_000;

function* first(count: number, values: Iterable<Buffer>): Generator<Buffer> {
  let left = count;
  for (const value of values) {
    if (left-- <= 0) return;
    yield value;
  }
}

/**
 * The production topology: Kafka -> EventStoreDB, and from there onto boards in PostgreSQL. Against the fake the figures
 * mean nothing but that the path works; they count with a real server (EVENTSTORE_URL).
 */
export const eventStoreDb: Scenario = async ({ dir, events: most, kafka, postgres, payload }: Bench) => {
  const events = Math.min(most, MAX_EVENTS);
  await produce([...kafka.brokers], TOPIC, first(events, payload()));
  const server = await startEventStore({ fake: { ownProcess: true } });
  const env = {
    TALLYSTICK_LEDGER: 'eventstoredb',
    EVENTSTORE_URL: server.url,
    TALLYSTICK_VAULT_URL: await postgres.createDatabase(),
  };
  const intakeEnv = { ...env, KAFKA_BROKERS: kafka.brokerList, KAFKA_TOPIC: TOPIC };
  const ledger = await startLedger(join(dir, 'eventstoredb-ledger'), intakeEnv);
  const intake = await paceFromFirstMove(events, () => metricOf(ledger, 'tallystick_intake_recorded_total'));
  await ledger.stop();
  const readFloor = await eventStoreReadFloor(server.url);
  const projector = await startProjector(join(dir, 'eventstoredb-projector'), {
    ...env,
    TALLYSTICK_READ_MODELS: 'postgres',
    DATABASE_URL: await postgres.createDatabase(),
  });
  const catchUp = await paceFromNow(events, () => metricOf(projector, 'tallystick_projection_log_size'));
  await projector.stop();
  const intakeFloor = await eventStoreIntakeFloor([...kafka.brokers], TOPIC, server.url, events);
  await server.stop();
  const note = `server: ${server.kind}${server.kind === 'fake' ? ', so that only the path is shown to work' : ''}`;
  return [
    {
      name: 'Kafka -> EventStoreDB',
      unit: 'events/s',
      value: intake,
      floor: { what: 'eachBatch and bare appends of 500', value: intakeFloor },
      target: { kind: 'ratio', value: 0.8 },
      note,
    },
    {
      name: 'projector catch-up from EventStoreDB',
      unit: 'events/s',
      value: catchUp,
      floor: { what: 'bare readAll', value: readFloor },
      target: { kind: 'ratio', value: 0.5 },
      note,
    },
  ];
};

export type { EventStoreFaults, EventStoreServer, FakeEventStore } from './eventstore/event-store-server.js';
export type { FakeEventStoreOptions } from './eventstore/fake/fake-options.js';
export { runFakeEventStore } from './eventstore/fake/run-fake.js';
export { startEventStore, type EventStoreOptions } from './eventstore/start-event-store.js';
export { startFakeEventStore } from './eventstore/start-fake-event-store.js';
export { freePort } from './free-port.js';
export { cachedKafkaJars, kafkaJars } from './kafka/kafka-jars.js';
export type { KafkaOptions, KafkaServer, TopicOptions } from './kafka/kafka-server.js';
export { startKafka } from './kafka/start-kafka.js';
export { startIssuer, type IssuerKey, type TestIssuer, type TokenWishes } from './oidc/start-issuer.js';
export type { PostgresOptions, PostgresServer } from './postgres/postgres-server.js';
export { startPostgres } from './postgres/start-postgres.js';
export {
  startProcess,
  type Exit,
  type ProcessOptions,
  type Readiness,
  type RunningProcess,
} from './process/start-process.js';
export {
  describeWithChromium,
  describeWithGoTools,
  describeWithKafka,
  describeWithPostgres,
  type ServerUse,
} from './run/describe-with-servers.js';
export { sharedKafka, sharedPostgres } from './run/shared-servers.js';
export { openTestRun, type TestRun } from './run/test-run.js';
export { seededRandom, type SeededRandom } from './seeded-random.js';
export { ServerMissing } from './server-missing.js';
export { tempDir, type TempDir } from './temp-dir.js';
export { waitUntil, type WaitOptions } from './wait-until.js';
export { independent, isolates } from './privacy/linear-attacker.js';

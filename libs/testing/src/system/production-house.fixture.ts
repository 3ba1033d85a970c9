import { join } from 'node:path';
import type { EventStoreServer } from '../eventstore/event-store-server.js';
import { startEventStore } from '../eventstore/start-event-store.js';
import { freePort } from '../free-port.js';
import type { KafkaServer } from '../kafka/kafka-server.js';
import type { PostgresServer } from '../postgres/postgres-server.js';
import { tempDir, type TempDir } from '../temp-dir.js';
import { Service, type App } from './service.fixture.js';

/** Kafka, EventStoreDB, PostgreSQL, two ledgers and projectors, each a process of its own with a data folder of its own. */
export class ProductionHouse {
  readonly ledgers: Service[] = [];
  readonly projectors: Service[] = [];

  private constructor(
    readonly topic: string,
    readonly kafka: KafkaServer,
    readonly postgres: PostgresServer,
    readonly eventStore: EventStoreServer,
    private readonly folder: TempDir,
  ) {}

  /** Kafka and PostgreSQL are the test's own, to be killed; they do not end with the house. */
  static async open(kafka: KafkaServer, postgres: PostgresServer, partitions: number): Promise<ProductionHouse> {
    const topic = `production-${Date.now()}`;
    await kafka.createTopic(topic, { partitions });
    await kafka.createTopic(`${topic}.dead-letter`, { partitions: 2 });
    const eventStore = await startEventStore({ own: true, fake: { ownProcess: true } });
    return new ProductionHouse(topic, kafka, postgres, eventStore, await tempDir('production'));
  }

  get group(): string {
    return this.topic;
  }

  get services(): readonly Service[] {
    return [...this.ledgers, ...this.projectors];
  }

  async startServices({ ledgers, projectors }: { ledgers: number; projectors: number }): Promise<void> {
    const env = {
      TALLYSTICK_LEDGER: 'eventstoredb',
      EVENTSTORE_URL: this.eventStore.url,
      TALLYSTICK_VAULT_URL: await this.postgres.createDatabase(),
      TALLYSTICK_READ_MODELS: 'postgres',
      DATABASE_URL: await this.postgres.createDatabase(),
    };
    const intake = { KAFKA_BROKERS: this.kafka.brokerList, KAFKA_TOPIC: this.topic, KAFKA_GROUP: this.group };
    for (let n = 0; n < ledgers; n += 1) this.ledgers.push(await this.service('ledger', n, { ...env, ...intake }));
    for (let n = 0; n < projectors; n += 1) this.projectors.push(await this.service('projector', n, env));
    // One after the other: whoever comes first makes the tables.
    for (const service of this.services) {
      await service.start();
      await service.untilReady();
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.services.map((service) => service.kill()));
    await this.eventStore.stop();
    await this.folder.remove();
  }

  private async service(app: App, n: number, env: Readonly<Record<string, string>>): Promise<Service> {
    const name = `${app}-${n}`;
    const dataDir = join(this.folder.path, name);
    const ownEnv = { ...env, TALLYSTICK_INSTANCE: name, TALLYSTICK_DATA_DIR: dataDir };
    return new Service({ app, name, port: await freePort(), env: ownEnv, cwd: this.folder.path });
  }
}

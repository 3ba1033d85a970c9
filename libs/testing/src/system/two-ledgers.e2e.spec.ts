import { expect, it } from '@jest/globals';
import { freePort } from '../free-port.js';
import type { KafkaServer } from '../kafka/kafka-server.js';
import { startProcess, type RunningProcess } from '../process/start-process.js';
import { describeWithKafka } from '../run/describe-with-servers.js';
import { tempDir } from '../temp-dir.js';
import { expectBoards, recordedKeys } from './answers.fixture.js';
import { inSlices, keyOf, madeUpLoad, type Sent } from './made-up-load.fixture.js';
import { recount } from './recount.fixture.js';
import { mainOf, portSetting } from './service.fixture.js';
import { deadLettersOf, everythingCommitted, LoadProducer, recordsOf } from './usage-topic.fixture.js';

/** SYSTEM_TEST_EVENTS=1000000 is the acceptance run; see libs/testing/README.md. */
const EVENTS = Number(process.env['SYSTEM_TEST_EVENTS'] ?? 50_000);
const SEED = Number(process.env['SYSTEM_TEST_SEED'] ?? 20_260_517);
const PARTITIONS = 6;
/** Generous: a machine of two cores needs about half a minute for 50,000 in all. */
const STEP_TIMEOUT_MS = 120_000 + EVENTS * 2;
const TIMEOUT_MS = 2 * STEP_TIMEOUT_MS;

interface House {
  readonly ledgers: readonly string[];
  readonly projector: string;
}

describeWithKafka('two ledgers and a projector on one Kafka', (kafka) => {
  it(
    `count ${EVENTS} events once each, through duplicates, a history sent twice, conflicts and bad records (seed ${SEED})`,
    async () => {
      await using folder = await tempDir('system');
      const topic = `system-${process.pid}-${Date.now()}`;
      await kafka().createTopic(topic, { partitions: PARTITIONS });
      await kafka().createTopic(`${topic}.dead-letter`, { partitions: 2 });
      const processes: RunningProcess[] = [];
      try {
        const house = await startHouse(kafka(), topic, folder.path, processes);
        const load = new LoadProducer(kafka(), topic, PARTITIONS, SEED + 1);
        await load.connect();
        for (const slice of inSlices(madeUpLoad(SEED, EVENTS), 2_000)) await load.send(slice);
        await everythingCommitted(kafka(), topic, topic, STEP_TIMEOUT_MS);
        // A producer that lost its own memory sends its whole history again: in other partitions, to the other ledger.
        const again = [...load.facts].map((fact): Sent => ({ kind: 'duplicate', fact }));
        for (const slice of inSlices(again, 2_000)) await load.send(slice);
        await load.disconnect();
        await everythingCommitted(kafka(), topic, topic, STEP_TIMEOUT_MS);

        const { keys, last } = await recordedKeys(house.ledgers[0]!);
        expect(keys.size).toBe(load.facts.length);
        expect(load.facts.filter((fact) => !keys.has(keyOf(fact)))).toEqual([]);

        const boards = (window: string, from?: number, to?: number) =>
          expectBoards(
            house.projector,
            { atLeast: last, window, timeoutMs: STEP_TIMEOUT_MS },
            recount(load.facts, from, to),
          );
        await boards('window=all');
        await boards('window=week&at=2025-02-05', Date.UTC(2025, 1, 3), Date.UTC(2025, 1, 10)); // ISO week 6
        await boards('window=month&at=2025-03-15', Date.UTC(2025, 2, 1), Date.UTC(2025, 3, 1));
        const records = await recordsOf(kafka(), topic);
        const refused = [...records].filter(([, value]) => load.malformed.has(value) || load.conflicts.has(value));
        expect(await deadLettersOf(kafka(), `${topic}.dead-letter`)).toEqual(new Set(refused.map(([place]) => place)));
        for (const process of processes) expect(await process.stop()).toEqual({ code: 0, signal: null });
      } finally {
        await Promise.all(processes.map((process) => process.kill()));
      }
    },
    TIMEOUT_MS,
  );
});

async function startHouse(
  kafka: KafkaServer,
  topic: string,
  folder: string,
  processes: RunningProcess[],
): Promise<House> {
  const start = async (app: 'ledger' | 'projector', env: Record<string, string>): Promise<string> => {
    const port = await freePort();
    const started = await startProcess({
      entry: mainOf(app),
      cwd: folder,
      env: { TALLYSTICK_DATA_DIR: `${folder}/data`, LOG_LEVEL: 'warn', ...env, [portSetting(app)]: String(port) },
      ready: new URL(`http://127.0.0.1:${port}/health/ready`),
    });
    processes.push(started);
    return `http://127.0.0.1:${port}`;
  };
  const intake = { KAFKA_BROKERS: kafka.brokerList, KAFKA_TOPIC: topic, KAFKA_GROUP: topic };
  const ledgers = [
    await start('ledger', { ...intake, TALLYSTICK_INSTANCE: 'one' }),
    await start('ledger', { ...intake, TALLYSTICK_INSTANCE: 'two' }),
  ];
  return { ledgers, projector: await start('projector', {}) };
}

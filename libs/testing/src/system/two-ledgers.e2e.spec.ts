import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { Kafka, logLevel, type Message } from 'kafkajs';
import { freePort } from '../free-port.js';
import type { KafkaServer } from '../kafka/kafka-server.js';
import { startProcess, type RunningProcess } from '../process/start-process.js';
import { describeWithKafka } from '../run/describe-with-servers.js';
import { seededRandom } from '../seeded-random.js';
import { tempDir } from '../temp-dir.js';
import { waitUntil } from '../wait-until.js';
import { cloudEvent, keyOf, madeUpLoad, type Fact } from './made-up-load.fixture.js';
import { recount, type Recount } from './recount.fixture.js';

/** SYSTEM_TEST_EVENTS=1000000 is the acceptance run; see libs/testing/README.md. */
const EVENTS = Number(process.env['SYSTEM_TEST_EVENTS'] ?? 50_000);
const SEED = Number(process.env['SYSTEM_TEST_SEED'] ?? 20_260_517);
const PARTITIONS = 6;
/** Generous: a machine of two cores needs about half a minute for 50,000 in all. */
const STEP_TIMEOUT_MS = 60_000 + EVENTS * 2;
const TIMEOUT_MS = 2 * STEP_TIMEOUT_MS;
const main = (app: string) => fileURLToPath(new URL(`../../../../apps/${app}/dist/main.js`, import.meta.url));

interface House {
  readonly ledgers: readonly string[];
  readonly projector: string;
}

describeWithKafka('two ledgers and a projector on one Kafka', (kafka) => {
  it(
    `count ${EVENTS} events once each, through duplicates, conflicts and bad records (seed ${SEED})`,
    async () => {
      await using folder = await tempDir('system');
      const topic = `system-${process.pid}-${Date.now()}`;
      await kafka().createTopic(topic, { partitions: PARTITIONS });
      await kafka().createTopic(`${topic}.dead-letter`, { partitions: 2 });
      const processes: RunningProcess[] = [];
      try {
        const house = await startHouse(kafka(), topic, folder.path, processes);
        const { facts, refused } = await produce(kafka(), topic);
        await everythingCommitted(kafka(), topic);

        const { keys, last } = await recordedKeys(house.ledgers[0]!);
        expect(keys.size).toBe(facts.length);
        expect(facts.filter((fact) => !keys.has(keyOf(fact)))).toEqual([]);

        await expectBoards(house.projector, last, recount(facts), 'window=all');
        const [from, to] = [Date.UTC(2025, 1, 3), Date.UTC(2025, 1, 10)]; // ISO week 6 of 2025
        await expectBoards(house.projector, last, recount(facts, from, to), 'window=week&at=2025-02-05');
        const [month, next] = [Date.UTC(2025, 2, 1), Date.UTC(2025, 3, 1)];
        await expectBoards(house.projector, last, recount(facts, month, next), 'window=month&at=2025-03-15');
        expect(await deadLetters(kafka(), `${topic}.dead-letter`)).toBe(refused);
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
  const start = async (app: string, env: Record<string, string>): Promise<string> => {
    const port = await freePort();
    const started = await startProcess({
      entry: main(app),
      cwd: folder,
      env: { TALLYSTICK_DATA_DIR: `${folder}/data`, LOG_LEVEL: 'warn', ...env, [portOf(app)]: String(port) },
      ready: new URL(`http://127.0.0.1:${port}/health/ready`),
      readyTimeoutMs: 60_000,
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

const portOf = (app: string): string => `TALLYSTICK_${app.toUpperCase()}_PORT`;

const client = (kafka: KafkaServer) =>
  new Kafka({ brokers: [...kafka.brokers], logLevel: logLevel.NOTHING, retry: { retries: 15 } });

/** Sends the whole load to random partitions; resolves with what must be counted, and how many must be refused. */
async function produce(kafka: KafkaServer, topic: string): Promise<{ facts: Fact[]; refused: number }> {
  const producer = client(kafka).producer({ idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  const random = seededRandom(SEED + 1);
  const facts: Fact[] = [];
  let refused = 0;
  let messages: Message[] = [];
  const flush = async () => {
    await producer.send({ topic, acks: -1, messages });
    messages = [];
  };
  // A conflict is one only after its original: it goes to the same partition, which keeps the order.
  const partitionOf = new Map<string, number>();
  for (const sent of madeUpLoad(SEED, EVENTS)) {
    let partition = random.integer(0, PARTITIONS - 1);
    if (sent.kind === 'first') {
      facts.push(sent.fact);
      partitionOf.set(sent.fact.id, partition);
    } else if (sent.kind === 'conflict') partition = partitionOf.get(sent.fact.id) ?? partition;
    if (sent.kind === 'conflict' || sent.kind === 'bad') refused += 1;
    messages.push({ partition, value: sent.kind === 'bad' ? sent.value : cloudEvent(sent.fact) });
    if (messages.length === 2_000) await flush();
  }
  if (messages.length > 0) await flush();
  await producer.disconnect();
  return { facts, refused };
}

/** Until the group's committed offsets stand at the ends of all partitions: every record is answered for. */
async function everythingCommitted(kafka: KafkaServer, topic: string): Promise<void> {
  const admin = client(kafka).admin();
  await admin.connect();
  try {
    const ends = new Map((await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => [partition, high]));
    const done = async () => {
      const [group] = await admin.fetchOffsets({ groupId: topic, topics: [topic] });
      return group!.partitions.every(({ partition, offset }) => offset === ends.get(partition));
    };
    await waitUntil(done, { timeoutMs: STEP_TIMEOUT_MS, everyMs: 500, what: 'all offsets to be committed' });
  } finally {
    await admin.disconnect();
  }
}

async function recordedKeys(ledger: string): Promise<{ keys: Set<string>; last: string }> {
  const keys = new Set<string>();
  let last = '0';
  for (;;) {
    const answer = await fetch(`${ledger}/v1/history?limit=10000${last === '0' ? '' : `&after=${last}`}`);
    expect(answer.status).toBe(200);
    const lines = (await answer.text()).split('\n').filter(Boolean);
    if (lines.length === 0) return { keys, last };
    for (const line of lines) {
      const event = JSON.parse(line) as { position: string; type: string; data: { eventKey: string } };
      if (event.type === 'UsageRecorded') keys.add(event.data.eventKey);
      last = event.position;
    }
  }
}

interface Board {
  readonly rows: readonly { readonly subject: string | null; readonly value: number }[];
  readonly total: number;
}

async function expectBoards(projector: string, atLeast: string, expected: Recount, window: string): Promise<void> {
  const board = (path: string): Promise<Board> =>
    waitUntil(
      async () => {
        const answer = await fetch(`${projector}/v1/leaderboards/${path}&${window}&limit=1000&atLeast=${atLeast}`);
        if (answer.status === 503) return null;
        expect(answer.status).toBe(200);
        return (await answer.json()) as Board;
      },
      { timeoutMs: STEP_TIMEOUT_MS, what: `the projector to fold position ${atLeast}` },
    );
  const values = ({ rows }: Board) => rows.map(({ value }) => value);
  const bySubject = ({ rows }: Board) => new Map(rows.map(({ subject, value }) => [subject, value]));
  expect(bySubject(await board('teams?metric=tokens'))).toEqual(expected.byTeam);
  expect(bySubject(await board('models?metric=tokens'))).toEqual(expected.byModel);
  expect(values(await board('actors?metric=tokens'))).toEqual(expected.perPerson);
  expect(values(await board('actors?metric=activeDays'))).toEqual(expected.activeDaysPerPerson);
  expect((await board('sources?metric=events')).total).toBe(expected.events);
}

/** Dead letters, counted once for each record of the usage topic that they answer for. */
async function deadLetters(kafka: KafkaServer, topic: string): Promise<number> {
  const admin = client(kafka).admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  let left = ends.reduce((sum, { low, high }) => sum + Number(high) - Number(low), 0);
  const records = new Set<string>();
  const consumer = client(kafka).consumer({ groupId: `${topic}-reader` });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    eachMessage: ({ message: { headers } }) => {
      records.add(['dlq_topic', 'dlq_partition', 'dlq_offset'].map((name) => String(headers?.[name])).join('/'));
      left -= 1;
      return Promise.resolve();
    },
  });
  await waitUntil(() => left === 0, { timeoutMs: 60_000, what: 'all dead letters' });
  await consumer.disconnect();
  return records.size;
}

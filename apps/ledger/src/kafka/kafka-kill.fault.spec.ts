import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { openLmdbLedger } from '@tallystick/ledger-store';
import { describeWithKafka, freePort, seededRandom, startProcess, tempDir, waitUntil } from '@tallystick/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { ledgerEvents, TestTopic, usageRecord } from './kafka-intake.fixture.js';

const KILLS = 10;
const RECORDS = 22_000;
const PARTITIONS = 3;
const MAIN = join(import.meta.dirname, '../../dist/main.js');

const keyOf = (id: string): string => createHash('sha256').update(`urn:test:intake\0${id}`).digest('base64url');

describeWithKafka('the ledger process, killed under a Kafka load', (kafka) => {
  it('has every identity exactly once after ten kills at random moments, and every bad record in the dead letters', async () => {
    const seed = Date.now() % 1_000_000;
    process.stderr.write(`kafka-kill seed ${seed}\n`);
    const random = seededRandom(seed);
    const topic = await TestTopic.create(kafka(), 'kills', PARTITIONS);
    const folder = await tempDir();
    const port = await freePort();
    const store = await openLmdbLedger({ dir: join(folder.path, 'ledger') });
    // A group of its own for each life: a killed member would keep the next one waiting until its session ends.
    const start = (life: number) =>
      startProcess({
        entry: MAIN,
        env: {
          KAFKA_BROKERS: kafka().brokerList,
          KAFKA_TOPIC: topic.topic,
          KAFKA_GROUP: `${topic.group}-${life}`,
          TALLYSTICK_DATA_DIR: folder.path,
          TALLYSTICK_LEDGER_PORT: String(port),
          LOG_LEVEL: 'warn',
        },
        ready: new URL(`http://127.0.0.1:${port}/health/live`),
      });

    // Every third identity comes again later, on any partition; every 500th record is none.
    const ids: string[] = [];
    const bad: string[] = [];
    const records = Array.from({ length: RECORDS }, (_, n) => {
      const partition = Math.floor(random.next() * PARTITIONS);
      if (n % 500 === 250) {
        bad.push(`not json ${n}`);
        return { key: null, value: `not json ${n}`, partition };
      }
      const again = n % 3 === 2 && ids.length > 0;
      const id = again ? ids[Math.floor(random.next() * ids.length)]! : `id-${n}`;
      if (!again) ids.push(id);
      return usageRecord(id, { partition });
    });
    const share = Math.ceil(RECORDS / (KILLS + 1));
    const parts = Array.from({ length: KILLS + 1 }, (_, life) => records.slice(life * share, (life + 1) * share));

    for (let life = 0; life < KILLS; life++) {
      const app = await start(life);
      const before = await store.tail();
      const producing = topic.produce(parts[life]!);
      await waitUntil(async () => (await store.tail()) > before, { everyMs: 5 });
      await sleep(random.next() * 150); // the moment of the kill is what is random here
      await app.kill();
      await producing;
    }
    const app = await start(KILLS);
    await topic.produce(parts[KILLS]!);
    await waitUntil(async () => (await store.tail()) === BigInt(ids.length), { everyMs: 100 });
    await waitUntil(async () => new Set(await deadValues(topic)).size === bad.length);
    const exit = await app.stop();
    expect(exit.code).toBe(0);

    const events = await ledgerEvents(store);
    await store.close();
    const found = events.map((event) => String(event.data['eventKey'])).sort();
    expect(found).toHaveLength(ids.length);
    expect(found).toEqual(ids.map(keyOf).sort());
    expect(new Set(await deadValues(topic))).toEqual(new Set(bad));
    await folder.remove();
  });
});

const deadValues = async (topic: TestTopic): Promise<string[]> =>
  (await topic.deadLetters()).map((letter) => String(letter.value));

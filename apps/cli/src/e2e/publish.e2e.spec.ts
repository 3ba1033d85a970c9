import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { describeWithKafka, tempDir, waitUntil, type TempDir } from '@tallystick/testing';
import type { PublishSummary } from '../sending/publish-usage.js';
import { madeUpTrace } from './made-up-trace.fixture.js';
import { runCli, startHouse, type House } from './run-cli.fixture.js';

describeWithKafka('tallystick publish', (kafka) => {
  let folder: TempDir;
  let house: House | undefined;
  beforeAll(async () => {
    folder = await tempDir();
  });
  afterEach(async () => {
    await house?.up.stop();
    house = undefined;
  });
  afterAll(() => folder.remove());

  it('brings a file into the ledger by way of Kafka; twice published, once counted', async () => {
    const topic = `cli-publish-${process.pid}`;
    const deadLetters = `${topic}.dead-letter`;
    await kafka().createTopic(topic, { partitions: 3 });
    await kafka().createTopic(deadLetters);
    const trace = madeUpTrace(5_000, 21);
    const path = join(folder.path, 'trace.csv');
    await writeFile(path, trace.csv);
    const publish = async () => {
      const args = ['--brokers', kafka().brokerList, '--topic', topic, '--format', 'azure-llm-trace', path];
      const run = await runCli(['publish', '--json', ...args], {}, folder.path);
      expect([run.code, run.stderr]).toEqual([0, '']);
      return run.json<PublishSummary>();
    };
    // Whether an event is sound the ledger decides: an event without tokens becomes a dead letter.
    expect(await publish()).toMatchObject({ published: 5_000, rejected: 0, topic });
    await publish();

    const dataDir = join(folder.path, 'data');
    await mkdir(dataDir);
    house = await startHouse(dataDir, { KAFKA_BROKERS: kafka().brokerList, KAFKA_TOPIC: topic, KAFKA_GROUP: topic });
    const { ledger, projector } = house;
    await waitUntil(async () => (await answered(ledger)) === 10_000, { everyMs: 200 });
    const board = `${projector}/v1/leaderboards/actors?metric=`;
    await waitUntil(async () => (await total(`${board}events`)) === trace.rows, { everyMs: 200 });
    expect(await total(`${board}tokens`)).toBe(trace.input + trace.output);
  });

  it('says in one line, with the command, that the topic is missing', async () => {
    const path = join(folder.path, 'few.csv');
    await writeFile(path, madeUpTrace(1, 1).csv);
    const args = ['--brokers', kafka().brokerList, '--topic', 'not-there', '--format', 'azure-llm-trace', path];
    const run = await runCli(['publish', ...args], {}, folder.path);
    expect([run.code, run.stdout]).toEqual([2, '']);
    expect(run.stderr).toMatch(/^tallystick: Kafka has no topic not-there; make it with: [^\n]+\n$/);
  });
});

/** Kafka records that the ledger has answered for: recorded, duplicate or dead letter. */
async function answered(ledger: string): Promise<number> {
  const metrics = await (await fetch(`${ledger}/metrics`)).text();
  const counts = metrics.matchAll(/^tallystick_\w*(?:recorded|duplicate|dead_letter)\w*_total(?:\{[^}]*\})? (\d+)$/gm);
  return [...counts].reduce((sum, [, value]) => sum + Number(value), 0);
}

async function total(url: string): Promise<unknown> {
  return ((await (await fetch(url)).json()) as { total: unknown }).total;
}

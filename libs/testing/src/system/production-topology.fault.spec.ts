import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { describeWithKafka, describeWithPostgres } from '../run/describe-with-servers.js';
import { seededRandom, type SeededRandom } from '../seeded-random.js';
import { waitUntil } from '../wait-until.js';
import { expectBoards, recordedKeys } from './answers.fixture.js';
import { publishByHttp } from './http-publisher.fixture.js';
import { inSlices, keyOf, madeUpLoad, type Fact, type Sent } from './made-up-load.fixture.js';
import { killPlan, type Victim } from './kill-plan.fixture.js';
import { ProductionHouse } from './production-house.fixture.js';
import { recount } from './recount.fixture.js';
import type { Service } from './service.fixture.js';
import { lastUsagePosition } from './store-progress.fixture.js';
import {
  committedOffsets,
  deadLettersOf,
  everythingCommitted,
  LoadProducer,
  recordsOf,
} from './usage-topic.fixture.js';

const SEED = Number(process.env['SYSTEM_TEST_SEED'] ?? Date.now() % 1_000_000);
const PARTITIONS = 6;
const SLICE = 100;
/** Records a second while things are killed: the moment of a kill shall find work in flight, the end shall come soon. */
const SLICE_EVERY_MS = 250;
/** The intake's; a dead instance's partitions are taken over within it and 3 s, on a machine that has time. */
const SESSION_TIMEOUT_MS = 10_000;

describeWithPostgres(
  'the production topology',
  (postgres) => {
    describeWithKafka(
      'on EventStoreDB, Kafka and PostgreSQL',
      (kafka) => {
        it(`counts every event once, whatever is killed (seed ${SEED})`, async () => {
          const house = await ProductionHouse.open(kafka(), postgres(), PARTITIONS);
          try {
            await house.startServices({ ledgers: 2, projectors: 2 });
            const random = seededRandom(SEED);
            const load = new LoadProducer(kafka(), house.topic, PARTITIONS, SEED + 1);
            await load.connect();
            const stop = new AbortController();
            const producing = produceUntil(stop.signal, house, load);

            tell(`event store: ${house.eventStore.kind}`);
            await measureTakeover(house, house.ledgers[0]!);
            await pauseAsZombie(house, house.ledgers[1]!);
            const kills = await killAll(house, killPlan(house, random), random);
            expect(kills + 1).toBeGreaterThanOrEqual(20);

            stop.abort();
            const facts = await producing;
            await load.disconnect();
            tell(`${kills + 1} kills, ${facts.length} events produced`);
            await expectEverythingCountedOnce(house, load, facts);
            expect(house.services.flatMap(({ deaths }) => deaths)).toEqual([]);
            for (const service of house.services) expect(await service.stop()).toEqual({ code: 0, signal: null });
          } catch (error) {
            for (const service of house.services) tell(`-- ${service.name} --\n${service.output().slice(-3_000)}`);
            throw error;
          } finally {
            await house.close();
          }
        }, 900_000);
      },
      { own: true },
    );
  },
  { own: true },
);

const tell = (line: string): void => void process.stderr.write(`production-topology: ${line}\n`);

/** One load by Kafka; another by HTTP, half of which comes by Kafka at the same time. Resolves with all that must count. */
async function produceUntil(stop: AbortSignal, house: ProductionHouse, load: LoadProducer): Promise<Fact[]> {
  const byHttp: Fact[] = [];
  const viaKafka = async () => {
    for (const slice of inSlices(madeUpLoad(SEED, Infinity), SLICE)) {
      if (stop.aborted) return;
      await load.send(slice);
      await sleep(SLICE_EVERY_MS);
    }
  };
  const viaHttp = async () => {
    for (const slice of inSlices(madeUpLoad(SEED + 2, Infinity), SLICE / 4)) {
      if (stop.aborted) return;
      const facts = slice.flatMap((sent) => (sent.kind === 'first' ? [sent.fact] : []));
      const twice = facts.filter((_, n) => n % 2 === 0).map((fact): Sent => ({ kind: 'duplicate', fact }));
      const ledgers = house.ledgers.map(({ url }) => url);
      await Promise.all([publishByHttp(ledgers, facts), load.send(twice)]);
      byHttp.push(...facts);
      await sleep(SLICE_EVERY_MS);
    }
  };
  await Promise.all([viaKafka(), viaHttp()]);
  return [...load.facts, ...byHttp];
}

/** How long until every partition moves again after one of two ledgers died; it comes back only then. */
async function measureTakeover(house: ProductionHouse, dead: Service): Promise<void> {
  const offsets = () => committedOffsets(house.kafka, house.topic, house.group);
  await waitUntil(async () => (await offsets()).every((offset) => offset > 0n));
  await dead.kill();
  const killedMs = performance.now();
  const before = await offsets();
  await waitUntil(async () => (await offsets()).every((offset, partition) => offset > before[partition]!), {
    everyMs: 200,
    what: 'the other ledger to take over the partitions of a dead one',
  });
  const tookMs = Math.round(performance.now() - killedMs);
  tell(`takeover after ${tookMs} ms (aim: ${SESSION_TIMEOUT_MS + 3_000} ms)`);
  await dead.start();
}

/** Stopped past its session, so that others take its partitions over while it still holds what it had in hand. */
async function pauseAsZombie(house: ProductionHouse, zombie: Service): Promise<void> {
  zombie.pause();
  await sleep(SESSION_TIMEOUT_MS + 2_000);
  zombie.resume();
  await goesOn(house);
}

/** Kills at random moments while the intake works, and waits after each until it goes on by itself. */
async function killAll(house: ProductionHouse, plan: readonly Victim[], random: SeededRandom): Promise<number> {
  for (const victim of plan) {
    await sleep(random.next() * 500);
    await victim.kill();
    const killedMs = performance.now();
    await sleep(random.next() * 1_000);
    await victim.comeBack();
    await goesOn(house);
    tell(`${victim.name} killed; the intake goes on ${Math.round(performance.now() - killedMs)} ms later`);
  }
  return plan.length;
}

async function goesOn({ eventStore }: ProductionHouse): Promise<void> {
  const before = await waitUntil(() => lastUsagePosition(eventStore.url));
  await waitUntil(async () => (await lastUsagePosition(eventStore.url)) > before, {
    everyMs: 100,
    what: 'the intake to go on',
  });
}

async function expectEverythingCountedOnce(
  house: ProductionHouse,
  load: LoadProducer,
  facts: readonly Fact[],
): Promise<void> {
  for (const service of house.services) await service.untilReady();
  await everythingCommitted(house.kafka, house.topic, house.group);
  const [first, second] = await Promise.all(house.ledgers.map(({ url }) => recordedKeys(url)));
  expect(first!.keys).toEqual(new Set(facts.map(keyOf)));
  expect(second).toEqual(first);

  const all = recount(facts);
  const week = recount(facts, Date.UTC(2025, 1, 3), Date.UTC(2025, 1, 10));
  for (const { url } of house.projectors) {
    const atLeast = first!.last;
    await expectBoards(url, { atLeast, window: 'window=all' }, all);
    await expectBoards(url, { atLeast, window: 'window=week&at=2025-02-05' }, week);
  }

  const letters = await deadLettersOf(house.kafka, `${house.topic}.dead-letter`);
  const records = await recordsOf(house.kafka, house.topic);
  const placesOf = (values: ReadonlySet<string>) =>
    [...records].filter(([, value]) => values.has(value)).map(([place]) => place);
  expect(placesOf(load.malformed).filter((place) => !letters.has(place))).toEqual([]);
  // A conflict that comes to an instance whose index is behind is recorded and found by the fold: never counted either way.
  const refused = new Set([...placesOf(load.malformed), ...placesOf(load.conflicts)]);
  expect([...letters].filter((place) => !refused.has(place))).toEqual([]);
  tell(`${letters.size} dead letters for ${refused.size} bad records`);
}

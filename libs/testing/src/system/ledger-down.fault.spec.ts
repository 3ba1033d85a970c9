import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { describeWithKafka, describeWithPostgres } from '../run/describe-with-servers.js';
import { recordedKeys } from './answers.fixture.js';
import { inSlices, keyOf, madeUpLoad } from './made-up-load.fixture.js';
import { ProductionHouse } from './production-house.fixture.js';
import { everythingCommitted, LoadProducer } from './usage-topic.fixture.js';

/** OUTAGE_SECONDS=600 is the acceptance run: the event store is away for ten minutes. */
const OUTAGE_SECONDS = Number(process.env['OUTAGE_SECONDS'] ?? 20);
const SEED = Number(process.env['SYSTEM_TEST_SEED'] ?? Date.now() % 1_000_000);
const RECORDS_A_SECOND = 1_000;
const SLICE = 100;
/** What an outage may add to a process's memory, however long it lasts: fetches in hand, and the collector's slack. */
const GROWTH_LIMIT_MB = 100;
/** So much is produced meanwhile that an intake that keeps it breaks the limit, in a short outage and in a long one. */
const PRODUCED_MB = 160;
const PADDING_BYTES = Math.ceil((PRODUCED_MB * 1_048_576) / (OUTAGE_SECONDS * RECORDS_A_SECOND));
/** Catching up shares two cores with broker, database and event store: told below, and no reason to fail. */
const RECOVERY_MS = 120_000 + OUTAGE_SECONDS * 3_000;

describeWithPostgres('a production house whose event store is down', (postgres) => {
  describeWithKafka('while producers go on', (kafka) => {
    it(
      `keeps its memory, says why it is not ready, loses nothing and catches up (${OUTAGE_SECONDS} s, seed ${SEED})`,
      async () => {
        const house = await ProductionHouse.open(kafka(), postgres(), 4);
        try {
          await house.startServices({ ledgers: 1, projectors: 1 });
          const load = new LoadProducer(kafka(), house.topic, 4, SEED + 1, PADDING_BYTES);
          await load.connect();
          const slices = inSlices(madeUpLoad(SEED, Infinity), SLICE);
          const produce = async () => load.send(slices.next().value!);
          for (let n = 0; n < 20; n += 1) await produce();
          await everythingCommitted(kafka(), house.topic, house.group, RECOVERY_MS);

          await house.eventStore.kill();
          const beforeMb = house.services.map(({ pid }) => residentMb(pid));
          const peakMb = [...beforeMb];
          const downMs = performance.now();
          for (let sent = 0; sent < OUTAGE_SECONDS * RECORDS_A_SECOND; sent += SLICE) {
            await produce();
            house.services.forEach(({ pid }, n) => (peakMb[n] = Math.max(peakMb[n]!, residentMb(pid))));
            await sleep(Math.max(0, downMs + (sent / RECORDS_A_SECOND) * 1_000 - performance.now()));
          }
          for (const service of house.services) {
            const { status, body } = await service.readiness();
            expect({ name: service.name, status, body }).toMatchObject({
              status: 503,
              body: expect.stringMatching(/EventStoreDB|ledger/),
            });
            process.stderr.write(`ledger-down: ${service.name} says ${body}\n`);
          }
          process.stderr.write(
            `ledger-down: resident MB before ${beforeMb.join(', ')}, at most ${peakMb.join(', ')}\n`,
          );
          house.services.forEach((_, n) => expect(peakMb[n]! - beforeMb[n]!).toBeLessThan(GROWTH_LIMIT_MB));

          await house.eventStore.restart();
          const backMs = performance.now();
          await load.disconnect();
          await everythingCommitted(kafka(), house.topic, house.group, RECOVERY_MS);
          process.stderr.write(`ledger-down: caught up ${Math.round(performance.now() - backMs)} ms later\n`);
          const [ledger] = house.ledgers;
          await ledger!.untilReady(RECOVERY_MS);
          expect((await recordedKeys(ledger!.url)).keys).toEqual(new Set(load.facts.map(keyOf)));
          await house.projectors[0]!.untilReady(RECOVERY_MS);
          expect(house.services.flatMap(({ deaths }) => deaths)).toEqual([]);
        } finally {
          await house.close();
        }
      },
      120_000 + 3 * RECOVERY_MS,
    );
  });
});

const residentMb = (pid: number): number =>
  Math.round(Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1_024);

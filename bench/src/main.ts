/**
 * `npm run bench [-- --events N] [--only a,b] [--json FILE]`: each figure with its floor and ratio, measured in the same run,
 * as a table on standard error and as JSON on standard output. A missed target is shown, it fails nothing.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { benchUsage } from '@tallystick/samples';
import { startKafka, startPostgres, tempDir } from '@tallystick/testing';
import type { Bench, Scenario } from './bench.js';
import { describeMachine } from './measure/machine.js';
import { produce } from './measure/produce.js';
import { readTopic } from './measure/read-topic.js';
import { asJson, printTable, type Figure } from './measure/report.js';
import { catchUpEmbedded, catchUpPostgres } from './scenarios/catch-up.js';
import { eventStoreDb } from './scenarios/eventstoredb.js';
import { httpIntake } from './scenarios/http-intake.js';
import { importTranscripts } from './scenarios/import-transcripts.js';
import { USAGE_TOPIC, kafkaIntake } from './scenarios/kafka-intake.js';
import { live } from './scenarios/live.js';
import { logCover } from './scenarios/log-cover.js';
import { logNotary } from './scenarios/log-notary.js';
import { logTiles } from './scenarios/log-tiles.js';
import { queries } from './scenarios/queries.js';
import { visibility } from './scenarios/visibility.js';
import { wholeWay } from './scenarios/whole-way.js';

const ACTORS = 20_000;
const SEED = 1;

const scenarios: Record<string, Scenario> = {
  kafka: kafkaIntake,
  whole: wholeWay,
  http: httpIntake,
  embedded: catchUpEmbedded,
  postgres: catchUpPostgres,
  visibility,
  live,
  queries,
  import: importTranscripts,
  log: logTiles,
  notary: logNotary,
  cover: logCover,
  eventstoredb: eventStoreDb,
};

const { values } = parseArgs({
  options: { events: { type: 'string', default: '1000000' }, only: { type: 'string' }, json: { type: 'string' } },
});
const events = Number(values.events);
const chosen = values.only?.split(',') ?? Object.keys(scenarios);
const unknown = chosen.find((name) => !(name in scenarios));
if (!Number.isInteger(events) || events < 10_000 || unknown !== undefined) {
  console.error(`usage: --events (at least 10000) --only ${Object.keys(scenarios).join(',')} --json FILE`);
  process.exit(2);
}

const payload = () => benchUsage({ count: events, actors: ACTORS, seed: SEED });
const dir = await tempDir('bench');
const kafka = await startKafka();
const postgres = await startPostgres();
const bench: Bench = { events, kafka, postgres, dir: dir.path, payload };
const figures: Figure[] = [];
try {
  console.error(`producing ${events} events`);
  await produce([...kafka.brokers], USAGE_TOPIC, payload());
  await readTopic([...kafka.brokers], USAGE_TOPIC, events);
  for (const name of chosen) {
    console.error(`measuring ${name}`);
    try {
      figures.push(...(await (scenarios[name] as Scenario)(bench)));
    } catch (error) {
      // The other figures are still worth having; the exit code says that one is missing.
      console.error(`${name} could not be measured:`, error);
      process.exitCode = 1;
    }
  }
} finally {
  await Promise.all([kafka.stop(), postgres.stop()]);
  await dir.remove();
}
const machine = describeMachine();
let bytes = 0;
for (const value of benchUsage({ count: 10_000, actors: ACTORS, seed: SEED })) bytes += value.length;
const load = { events, bytesAnEvent: Math.round(bytes / 10_000), actors: ACTORS, days: 42, partitions: 4 };
printTable(figures);
console.error(JSON.stringify({ machine, load }));
const json = JSON.stringify(asJson(machine, load, figures), null, 2);
console.log(json);
if (values.json) writeFileSync(values.json, `${json}\n`);

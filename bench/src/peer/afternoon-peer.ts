/**
 * The peer to beat: what a good engineer would write in an afternoon. kafkajs -> JSON.parse -> PostgreSQL, one
 * connection, a transaction of 1,000 events: INSERT ... ON CONFLICT DO NOTHING on (source, id), and a rollup upsert of
 * what was new. It validates nothing, keeps names as they come and forgets where a number came from.
 */
import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';

const BATCH = 1_000;

const SCHEMA = `
  CREATE TABLE usage (
    source text NOT NULL, id text NOT NULL, subject text NOT NULL, time timestamptz NOT NULL, provider text NOT NULL,
    model text NOT NULL, team text, project text, input bigint NOT NULL, output bigint NOT NULL,
    cache_read bigint NOT NULL, cache_write bigint NOT NULL, reasoning bigint NOT NULL, PRIMARY KEY (source, id));
  CREATE TABLE rollup (
    subject text NOT NULL, day date NOT NULL, tokens bigint NOT NULL, events bigint NOT NULL,
    PRIMARY KEY (subject, day));`;

const INSERT = `
  WITH fresh AS (
    INSERT INTO usage
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::text[], $7::text[],
      $8::text[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[])
    ON CONFLICT DO NOTHING
    RETURNING subject, time, input + output + cache_read + cache_write + reasoning AS tokens)
  INSERT INTO rollup
  SELECT subject, (time AT TIME ZONE 'UTC')::date, sum(tokens), count(*) FROM fresh GROUP BY 1, 2 ORDER BY 1, 2
  ON CONFLICT (subject, day) DO UPDATE
    SET tokens = rollup.tokens + excluded.tokens, events = rollup.events + excluded.events`;

interface PlainEvent {
  source: string;
  id: string;
  subject: string;
  time: string;
  data: {
    provider: string;
    model: string;
    team?: string;
    project?: string;
    tokens: Record<string, number | undefined>;
  };
}

const columnsOf = (events: readonly PlainEvent[]) => {
  const of = (pick: (event: PlainEvent) => unknown) => events.map(pick);
  const bucket = (name: string) => of((e) => e.data.tokens[name] ?? 0);
  return [
    of((e) => e.source),
    of((e) => e.id),
    of((e) => e.subject),
    of((e) => e.time),
    of((e) => e.data.provider),
    of((e) => e.data.model),
    of((e) => e.data.team ?? null),
    of((e) => e.data.project ?? null),
    bucket('input'),
    bucket('output'),
    bucket('cacheRead'),
    bucket('cacheWrite'),
    bucket('reasoning'),
  ];
};

/** @returns events a second from the first record fetched to the last transaction committed */
export async function runAfternoonPeer(brokers: string[], topic: string, databaseUrl: string, events: number) {
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  await database.query('DROP TABLE IF EXISTS usage, rollup');
  await database.query(SCHEMA);
  const kafka = new Kafka({ brokers, logLevel: logLevel.ERROR });
  const consumer = kafka.consumer({ groupId: `peer-${process.pid}-${Date.now()}` });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  let started = 0;
  let stored = 0;
  await new Promise<void>((resolve, reject) => {
    consumer
      .run({
        autoCommit: true,
        eachBatch: async ({ batch, resolveOffset, heartbeat }) => {
          started ||= performance.now();
          for (let at = 0; at < batch.messages.length; at += BATCH) {
            const messages = batch.messages.slice(at, at + BATCH);
            const parsed = messages.map((message) => JSON.parse(String(message.value)) as PlainEvent);
            await database.query('BEGIN');
            await database.query({ name: 'insert', text: INSERT, values: columnsOf(parsed) });
            await database.query('COMMIT');
            stored += messages.length;
            resolveOffset((messages.at(-1) as { offset: string }).offset);
            await heartbeat();
          }
          if (stored >= events) resolve();
        },
      })
      .catch(reject);
  });
  const perSecond = stored / ((performance.now() - started) / 1_000);
  await consumer.disconnect();
  await database.end();
  return perSecond;
}

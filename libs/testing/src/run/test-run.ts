import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { chromiumMissing } from '../browser/chromium.js';
import { cachedKafkaJars, kafkaJars } from '../kafka/kafka-jars.js';
import type { KafkaServer } from '../kafka/kafka-server.js';
import { kafkaMissing, startKafka } from '../kafka/start-kafka.js';
import { dockerEngineRuns } from '../docker-engine.js';
import { postgresMissing, startPostgres } from '../postgres/start-postgres.js';
import type { PostgresServer } from '../postgres/postgres-server.js';
import { ServerMissing } from '../server-missing.js';
import { tempDir } from '../temp-dir.js';

/** What test files of this run find in their environment. */
export interface TestRun {
  readonly env: Readonly<Record<string, string>>;
  /** Ends the servers that were started. */
  close(): Promise<void>;
}

/**
 * Lends one Kafka and one PostgreSQL to all test files of a run. Each is started when the first file asks for it,
 * through a Unix socket, so that pure tests pay nothing. Whether they can be had at all is found out now, because a
 * test file must know it when it is read.
 */
export async function openTestRun(): Promise<TestRun> {
  const [kafka, postgres] = await Promise.all([kafkaReason(), postgresMissing()]);
  const folder = await tempDir('run');
  const socket = join(folder.path, 'servers.sock');
  const lender = serverLender();
  lender.server.listen(socket);
  lender.server.unref();
  return {
    env: {
      TEST_RUN_SOCKET: socket,
      TEST_KAFKA_MISSING: kafka ?? '',
      TEST_POSTGRES_MISSING: postgres ?? '',
      TEST_CHROMIUM_MISSING: chromiumMissing() ?? '',
    },
    async close() {
      lender.server.close();
      await lender.stopServers();
      await folder.remove();
    },
  };
}

/** The jars are fetched here, once, so that a machine that is offline skips instead of failing in the middle. */
async function kafkaReason(): Promise<string | null> {
  const missing = await kafkaMissing();
  if (missing !== null || process.env['KAFKA_BROKERS'] || (await dockerEngineRuns())) return missing;
  if ((await cachedKafkaJars()) !== null) return null;
  try {
    process.stderr.write('Fetching the jars of Apache Kafka (45 MB, once) ...\n');
    await kafkaJars();
    return null;
  } catch (error) {
    if (error instanceof ServerMissing) return error.message;
    throw error;
  }
}

function serverLender(): { server: Server; stopServers(): Promise<void> } {
  let kafka: Promise<KafkaServer> | undefined;
  let postgres: Promise<PostgresServer> | undefined;
  const lend = async (what: string | undefined): Promise<object> => {
    if (what === '/kafka') return { brokerList: (await (kafka ??= startKafka())).brokerList };
    if (what === '/postgres') return { url: (await (postgres ??= startPostgres())).url };
    throw new Error(`nothing is lent at ${what}`);
  };
  const server = createServer((request, response) => {
    lend(request.url).then(
      (answer) => response.end(JSON.stringify(answer)),
      (error: unknown) => response.writeHead(500).end(JSON.stringify({ error: String(error) })),
    );
  });
  return {
    server,
    async stopServers() {
      const stop = async (started: Promise<KafkaServer | PostgresServer> | undefined) => (await started)?.stop();
      // One that never started was reported to the test that asked for it.
      await Promise.allSettled([stop(kafka), stop(postgres)]);
    },
  };
}

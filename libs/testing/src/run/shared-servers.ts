import { request } from 'node:http';
import type { KafkaServer } from '../kafka/kafka-server.js';
import { givenKafka, kafkaServer, startKafka } from '../kafka/start-kafka.js';
import type { PostgresServer } from '../postgres/postgres-server.js';
import { givenPostgres, postgresServer, startPostgres } from '../postgres/start-postgres.js';

/**
 * The broker that all test files of this run share: make topics with names of your own, and never kill it. Outside a
 * test run it is a broker of this process.
 */
export async function sharedKafka(): Promise<KafkaServer> {
  const socket = process.env['TEST_RUN_SOCKET'];
  if (!socket) return startKafka();
  const { brokerList } = await borrow(socket, '/kafka');
  return kafkaServer(givenKafka(String(brokerList)));
}

/** The PostgreSQL that all test files of this run share: use `createDatabase()`, and never kill it. */
export async function sharedPostgres(): Promise<PostgresServer> {
  const socket = process.env['TEST_RUN_SOCKET'];
  if (!socket) return startPostgres();
  const { url } = await borrow(socket, '/postgres');
  return postgresServer(givenPostgres(String(url)));
}

/** Starting a server takes seconds, fetching an image minutes. */
const borrowTimeoutMs = 240_000;

function borrow(socketPath: string, path: string): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const call = request({ socketPath, path, timeout: borrowTimeoutMs, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      response.on('end', () => {
        const answer = JSON.parse(body) as Record<string, unknown>;
        if (response.statusCode === 200) resolve(answer);
        else reject(new Error(`the test run cannot lend ${path}: ${String(answer['error'])}`));
      });
    });
    call.on('timeout', () => call.destroy(new Error(`the test run lent no ${path} in ${borrowTimeoutMs} ms`)));
    call.on('error', reject);
    call.end();
  });
}

import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { dockerEngineRuns } from '../docker-engine.js';
import { ServerMissing } from '../server-missing.js';
import { waitUntil } from '../wait-until.js';
import { postgresPrograms, startNativePostgres } from './native-postgres.js';
import type { PostgresOptions, PostgresProcess, PostgresServer } from './postgres-server.js';

/**
 * A real PostgreSQL, from the first of: TEST_DATABASE_URL (unless `own`; not DATABASE_URL, which may be somebody's real
 * data), a Docker engine, the programs that Debian's package installs.
 * @throws ServerMissing when none of them is there
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given && !options.own) return postgresServer(givenPostgres(given));
  const server = await startOwnPostgres(options);
  await answersQueries(server.url);
  return postgresServer(server);
}

async function startOwnPostgres(options: PostgresOptions): Promise<PostgresProcess> {
  if (await dockerEngineRuns()) {
    // Only here: testcontainers is large, and every test file would load it.
    const { startDockerPostgres } = await import('./docker-postgres.js');
    return startDockerPostgres(options);
  }
  const programs = postgresPrograms();
  if (programs === null) throw new ServerMissing((await postgresMissing()) ?? 'no PostgreSQL');
  return startNativePostgres(programs, options);
}

/** Why no PostgreSQL can be had here, or null when one can. Starts nothing. */
export async function postgresMissing(): Promise<string | null> {
  if (process.env['TEST_DATABASE_URL'] || (await dockerEngineRuns()) || postgresPrograms() !== null) return null;
  return (
    'no PostgreSQL: TEST_DATABASE_URL is not set, no Docker engine answers, and there is no ' +
    '/usr/lib/postgresql/*/bin (Debian: apt-get install postgresql)'
  );
}

/** A server that somebody else runs; its user must be allowed to make databases. */
export function givenPostgres(url: string): PostgresProcess {
  const refuse = () =>
    Promise.reject(new Error('this PostgreSQL is not ours to kill: ask for one with startPostgres({ own: true })'));
  return { kind: 'given', url, output: () => '', kill: refuse, restart: refuse, stop: () => Promise.resolve() };
}

export function postgresServer(server: PostgresProcess): PostgresServer {
  return {
    ...server,
    async restart() {
      await server.restart();
      await answersQueries(server.url);
    },
    async createDatabase() {
      const name = `test_${randomBytes(8).toString('hex')}`;
      await query(server.url, `CREATE DATABASE ${name}`);
      const url = new URL(server.url);
      url.pathname = `/${name}`;
      return url.href;
    },
  };
}

/** An open port is not yet a server that takes queries: it may still be recovering. */
async function answersQueries(url: string): Promise<void> {
  await waitUntil(() => query(url, 'SELECT 1'), { what: 'PostgreSQL to answer queries' });
}

async function query(url: string, sql: string): Promise<true> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  // A connection that breaks rejects the query below; without a listener the same error would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(sql);
    return true;
  } finally {
    await client.end();
  }
}

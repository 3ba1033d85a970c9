import type { Browser } from 'playwright-core';
import { startChromium } from '../browser/chromium.js';
import { goTool } from '../go/go-tool.js';
import type { KafkaServer } from '../kafka/kafka-server.js';
import type { PostgresServer } from '../postgres/postgres-server.js';
import { startKafka } from '../kafka/start-kafka.js';
import { startPostgres } from '../postgres/start-postgres.js';
import { sharedKafka, sharedPostgres } from './shared-servers.js';

/** The few of jest's globals that are needed here: this package is used outside jest, too (bench). */
interface Jest {
  describe: ((name: string, body: () => void) => void) & { skip(name: string, body: () => void): void };
  it(name: string, body: () => void): void;
  beforeAll(body: () => Promise<void>, timeoutMs: number): void;
  afterAll(body: () => Promise<void>, timeoutMs: number): void;
}

const startTimeoutMs = 240_000;

export interface ServerUse {
  /** A server of the tests' own, because they kill or restart it. Default: the one that the whole run shares. */
  readonly own?: boolean;
}

/**
 * A `describe` whose tests need a broker; `kafka()` gives it inside hooks and tests. Where none can be had the block
 * is skipped, and the last lines of the run say why; with CI=true it fails instead.
 */
export function describeWithKafka(name: string, body: (kafka: () => KafkaServer) => void, use: ServerUse = {}): void {
  describeWith('Kafka', 'TEST_KAFKA_MISSING', name, body, () => (use.own ? startKafka({ own: true }) : sharedKafka()));
}

/** The same for PostgreSQL. */
export function describeWithPostgres(
  name: string,
  body: (postgres: () => PostgresServer) => void,
  use: ServerUse = {},
): void {
  const start = () => (use.own ? startPostgres({ own: true }) : sharedPostgres());
  describeWith('PostgreSQL', 'TEST_POSTGRES_MISSING', name, body, start);
}

/** The same for Chromium: one browser for all tests of the block. */
export function describeWithChromium(name: string, body: (browser: () => Browser) => void): void {
  describeWith('Chromium', 'TEST_CHROMIUM_MISSING', name, (running) => body(() => running().browser), startChromium);
}

/**
 * A `describe` that runs programs of other people, built by Go; their paths stand in the order of `tools` (`module@version`).
 * Skipped with the reason where they cannot be had, in CI too: no distribution that is supported has a new enough Go.
 */
export function describeWithGoTools(
  name: string,
  tools: readonly string[],
  body: (paths: readonly string[]) => void,
): void {
  const jest = globalThis as unknown as Jest;
  const built = tools.map(goTool);
  const missing = built.flatMap((tool) => ('missing' in tool ? [tool.missing] : []));
  const paths = built.map((tool) => ('path' in tool ? tool.path : ''));
  if (missing.length > 0) jest.describe.skip(`${name} (${missing.join('; ')})`, () => body(paths));
  else jest.describe(name, () => body(paths));
}

function describeWith<Server extends { stop(): Promise<void> }>(
  kind: string,
  missingName: string,
  name: string,
  body: (server: () => Server) => void,
  start: () => Promise<Server>,
): void {
  const jest = globalThis as unknown as Jest;
  const missing = process.env[missingName];
  if (missing && process.env['CI'] === 'true') {
    jest.describe(name, () => {
      jest.it(`needs a real ${kind} in CI`, () => {
        throw new Error(missing);
      });
    });
    return;
  }
  let server: Server | undefined;
  const running = (): Server => {
    if (server === undefined) throw new Error(`${kind} is only there inside hooks and tests`);
    return server;
  };
  if (missing) {
    const reported = `${name} (${missing})`;
    jest.describe.skip(reported, () => body(running));
    return;
  }
  jest.describe(name, () => {
    jest.beforeAll(async () => {
      server = await start();
    }, startTimeoutMs);
    jest.afterAll(async () => server?.stop(), startTimeoutMs);
    body(running);
  });
}

import { waitUntil } from '@tallystick/testing';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench, Scenario } from '../bench.js';
import { withKeys } from '../measure/access.js';
import { readLive } from '../measure/live-reader.js';
import { quantile } from '../measure/quantile.js';
import type { Figure } from '../measure/report.js';
import { startLedger, startProjector, untilReady, type Service } from '../measure/services.js';

const CLIENTS = 200;
const EVENTS_A_SECOND = 500;
const BATCH = 50;
const SECONDS = 20;

interface Accepted {
  readonly position: bigint;
  readonly atMs: number;
}

/** From a batch's answer to the first board that holds it, for every batch at every client. */
class Waits {
  readonly all: number[] = [];
  private readonly accepted: Accepted[] = [];
  private readonly clients = Array.from({ length: CLIENTS }, () => ({ latest: -1n, told: 0 }));

  accept(position: bigint): void {
    this.accepted.push({ position, atMs: performance.now() });
    // A board may be here before the answer is.
    for (const client of this.clients.keys()) this.settle(client);
  }

  tell(client: number, position: bigint): void {
    this.clients[client]!.latest = position;
    this.settle(client);
  }

  private settle(index: number): void {
    const client = this.clients[index]!;
    const now = performance.now();
    for (let next; (next = this.accepted[client.told]) && next.position <= client.latest; client.told += 1) {
      this.all.push(now - next.atMs);
    }
  }

  get everybodyHasABoard(): boolean {
    return this.clients.every(({ latest }) => latest >= 0n);
  }

  get settled(): boolean {
    return this.clients.every(({ told }) => told === this.accepted.length);
  }
}

/** @returns events a second */
async function sendSteadily({ url, headers }: Service, values: Iterator<Buffer>, waits: Waits): Promise<number> {
  const gapMs = 1_000 / (EVENTS_A_SECOND / BATCH);
  const started = performance.now();
  for (let i = 0; i < (SECONDS * EVENTS_A_SECOND) / BATCH; i += 1) {
    const batch = Array.from({ length: BATCH }, () => String(values.next().value));
    const response = await fetch(`${url}/v1/events`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/cloudevents-batch+json' },
      body: `[${batch.join(',')}]`,
    });
    const { results } = (await response.json()) as { results: { position?: string }[] };
    waits.accept(BigInt(results.at(-1)?.position ?? ''));
    await sleep(Math.max(0, started + (i + 1) * gapMs - performance.now()));
  }
  return (SECONDS * EVENTS_A_SECOND) / ((performance.now() - started) / 1_000);
}

/** Accepted over HTTP -> told to everybody who follows the board of actors, with authentication on. */
async function liveBoards({ dir, payload }: Bench, store: string, env: Record<string, string>): Promise<Figure> {
  const dataDir = join(dir, `live-${store}`);
  const access = await withKeys(dataDir);
  const ledger = await startLedger(dataDir, {}, access);
  const projector = await startProjector(dataDir, env, access);
  await untilReady(projector);
  const waits = new Waits();
  const readers = await Promise.all(
    Array.from({ length: CLIENTS }, (_, client) =>
      readLive(projector, '/v1/stream?subject=actors', (position) => waits.tell(client, position)),
    ),
  );
  await waitUntil(() => waits.everybodyHasABoard, { what: 'the first board at every client' });
  const rate = await sendSteadily(ledger, payload()[Symbol.iterator](), waits);
  await waitUntil(() => waits.settled, { what: 'every batch on a board at every client' });
  for (const reader of readers) reader.close();
  await projector.stop();
  await ledger.stop();
  const ms = (q: number) => quantile(waits.all, q).toFixed(0);
  return {
    name: `accepted -> told to ${CLIENTS} live clients, ${store}, p99`,
    unit: 'ms',
    value: quantile(waits.all, 0.99),
    target: { kind: 'at-most', value: 500 },
    note: `p50 ${ms(0.5)} ms, worst ${ms(1)} ms at ${rate.toFixed(0)} events/s, board of actors, authentication on`,
  };
}

export const live: Scenario = async (bench) => {
  const databaseUrl = await bench.postgres.createDatabase();
  return [
    await liveBoards(bench, 'PGlite', {}),
    await liveBoards(bench, 'PostgreSQL', { TALLYSTICK_READ_MODELS: 'postgres', DATABASE_URL: databaseUrl }),
  ];
};

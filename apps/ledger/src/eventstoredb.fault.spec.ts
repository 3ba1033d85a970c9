import { mkdirSync } from 'node:fs';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { soundUsageEvent, type Json } from '@tallystick/events/contract';
import {
  describeWithPostgres,
  startFakeEventStore,
  tempDir,
  waitUntil,
  type FakeEventStore,
} from '@tallystick/testing';
import { startLedger, startLedgerRaw, type LedgerProcess } from './testing/ledger-process.fixture.js';

/** Each test starts processes, each on whatever share of the machine it gets. */
const usage = (id: string): Json => ({ ...soundUsageEvent(), time: '2020-01-01T00:00:00Z', id });

describeWithPostgres('the ledger service on EventStoreDB', (postgres) => {
  let server: FakeEventStore;
  let dir: Awaited<ReturnType<typeof tempDir>>;
  let env: Record<string, string>;
  const running: LedgerProcess[] = [];

  beforeEach(async () => {
    server = await startFakeEventStore();
    dir = await tempDir('ledger');
    const vault = await postgres().createDatabase();
    env = { TALLYSTICK_LEDGER: 'eventstoredb', EVENTSTORE_URL: server.url, TALLYSTICK_VAULT_URL: vault };
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((ledger) => ledger.kill()));
    await server.stop();
    await dir.remove();
  });

  /** On machines of their own, as far as files go. */
  function folderOf(instance: string): string {
    mkdirSync(`${dir.path}/${instance}`, { recursive: true });
    return `${dir.path}/${instance}`;
  }

  async function start(instance = '0'): Promise<LedgerProcess> {
    const ledger = await startLedger(folderOf(instance), { ...env, TALLYSTICK_INSTANCE: instance });
    running.push(ledger);
    return ledger;
  }

  async function refusal(): Promise<string> {
    const ledger = await startLedgerRaw(folderOf('0'), env, null);
    expect(await ledger.exited).toEqual({ code: 1, signal: null });
    expect(ledger.output()).toMatch(/^tallystick: [^\n]+\n$/);
    return ledger.output();
  }

  const statusesOf = async (response: Response): Promise<string[]> =>
    ((await response.json()) as { results: { status: string }[] }).results.map(({ status }) => status);
  const readiness = async ({ url }: LedgerProcess) => {
    const response = await fetch(`${url}/health/ready`);
    const { reasons } = (await response.json()) as { reasons: { check: string; reason: string }[] };
    return { status: response.status, reasons };
  };
  const historyOf = async ({ url }: LedgerProcess, path = '') =>
    (await (await fetch(`${url}/v1/history${path}`)).text())
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as { position: string; stream: string; revision: number });

  it('records, answers receipts and shows the history of all instances, by positions with gaps', async () => {
    const [one, two] = [await start('one'), await start('two')];
    expect(await statusesOf(await one.post([usage('a'), usage('b')]))).toEqual(['recorded', 'recorded']);
    expect(await statusesOf(await two.post([usage('c'), usage('a')]))).toEqual(['recorded', 'duplicate']);
    const history = await historyOf(one);
    expect(history.map(({ stream, revision }) => [stream, revision])).toEqual([
      ['intake-http.one', 0],
      ['intake-http.one', 1],
      ['intake-http.two', 0],
    ]);
    expect(await historyOf(two)).toEqual(history);
    expect(await historyOf(two, `?after=${history[0]!.position}&limit=1`)).toEqual([history[1]]);
    expect(await historyOf(two, `/streams/intake-http.one?after=${history[0]!.position}`)).toEqual([history[1]]);
    const between = await fetch(`${one.url}/v1/history?after=${BigInt(history[0]!.position) + 1n}`);
    expect([between.status, await between.json()]).toMatchObject([400, { code: 'invalid-query', field: 'after' }]);
    const source = encodeURIComponent(String(usage('a')['source']));
    const receipt = await fetch(`${two.url}/v1/receipts?source=${source}&id=b`);
    expect(await receipt.json()).toMatchObject({
      position: history[1]!.position,
      stream: 'intake-http.one',
      revision: 1,
    });
  });

  it('says why it is not ready while the server is away, refuses with 503, and goes on by itself', async () => {
    const ledger = await start();
    await ledger.post([usage('a')]);
    await server.kill();
    const refused = await waitUntil(async () => {
      const response = await ledger.post([usage('b')]);
      return response.status === 503 && response;
    });
    expect(Number((refused as Response).headers.get('retry-after'))).toBeGreaterThan(0);
    const { status, reasons } = await readiness(ledger);
    expect(status).toBe(503);
    expect(reasons.find(({ check }) => check === 'ledger')?.reason).toMatch(
      /^EventStoreDB: cannot reach the ledger: 14 UNAV/,
    );
    await server.restart();
    await waitUntil(async () => {
      expect(await readiness(ledger)).toEqual({ status: 200, reasons: [] });
      return true;
    });
    expect(await statusesOf(await ledger.post([usage('a'), usage('b')]))).toEqual(['duplicate', 'recorded']);
    expect(await historyOf(ledger)).toHaveLength(2);
    expect(await ledger.stop()).toEqual({ code: 0, signal: null });
  });

  it('keeps through kill -9 of both what it answered for', async () => {
    const first = await start();
    await first.post([usage('a'), usage('b')]);
    await Promise.all([first.kill(), server.kill()]);
    await server.restart();
    const second = await start();
    expect(await statusesOf(await second.post([usage('b'), usage('c')]))).toEqual(['duplicate', 'recorded']);
  });

  it('does not start on a server whose data was replaced, or without a server', async () => {
    const ledger = await start();
    await ledger.post([usage('a')]);
    await ledger.stop();
    await server.restart({ keepData: false });
    expect(await refusal()).toMatch(/the server holds no ledger, this is ledger .* bring the right one back/);
    await server.kill();
    expect(await refusal()).toMatch(/EventStoreDB: cannot reach the ledger: 14 UNAVAILABLE/);
  });

  it('does not start on a stream that the server may cut', async () => {
    const client = EventStoreDBClient.connectionString(server.url);
    await client.appendToStream('intake-http.0', jsonEvent({ type: 'Happened', data: {} }));
    await client.setStreamMetadata('intake-http.0', { maxCount: 1_000 });
    await client.dispose();
    expect(await refusal()).toMatch(
      /stream intake-http\.0 has \$maxCount = 1000, .*remove it from the stream's metadata/,
    );
  });
});

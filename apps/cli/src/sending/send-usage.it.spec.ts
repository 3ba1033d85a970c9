import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { emptyReport, type ReadItem, type UsageReading } from '../reading/usage-reading.js';
import { LedgerClient } from './ledger-client.js';
import { sendUsage } from './send-usage.js';

type Sent = { id: string };
type Answer = (events: Sent[], response: ServerResponse, request: IncomingMessage) => void;

let server: Server | undefined;
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((closed) => (server === undefined ? closed(undefined) : server.close(closed)));
  server = undefined;
});

/** A ledger of the test's own making: it knows each id once, and each test says how it answers. */
async function ledger(answer: Answer): Promise<string> {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => answer(JSON.parse(Buffer.concat(chunks).toString() || '[]') as Sent[], response, request));
  });
  await new Promise((listening) => server?.listen(0, '127.0.0.1', () => listening(undefined)));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function recorder() {
  const known = new Map<string, number>();
  const results = (events: readonly Sent[]) =>
    events.map(({ id }) => {
      const position = known.get(id);
      if (position === undefined) known.set(id, known.size + 1);
      return { status: position === undefined ? 'recorded' : 'duplicate', position: String(position ?? known.size) };
    });
  return { known, results };
}

const ok = (response: ServerResponse, results: unknown) => response.end(JSON.stringify({ results }));
const problem = (response: ServerResponse, status: number, code: string, headers: Record<string, string> = {}) =>
  response.writeHead(status, headers).end(JSON.stringify({ code, detail: `because ${code}` }));

function reading(ids: readonly string[]): UsageReading {
  const items = ids.map((id, i): ReadItem => ({
    kind: 'event',
    json: JSON.stringify({ id }),
    source: 'urn:test',
    id,
    place: { file: 'f.jsonl', line: i + 1 },
  }));
  return {
    report: emptyReport(1, 0),
    items: async function* () {
      for (let at = 0; at < items.length; at += 300) yield items.slice(at, at + 300);
    },
  };
}

const numbered = (count: number) => Array.from({ length: count }, (_, i) => `e${i}`);
const silent = { start: () => undefined, at: () => undefined, end: () => undefined };
const send = (url: string, ids: readonly string[], token?: string) =>
  sendUsage(reading(ids), new LedgerClient(url, token), 'cloudevents', silent, () => undefined);

describe('sending usage', () => {
  it('sends each event once, in batches of at most 500 and at most four at a time', async () => {
    const { known, results } = recorder();
    let open = 0;
    let most = 0;
    const sizes: number[] = [];
    const url = await ledger((events, response) => {
      sizes.push(events.length);
      most = Math.max(most, ++open);
      setImmediate(() => {
        open -= 1;
        ok(response, results(events));
      });
    });
    const summary = await send(url, numbered(5_120));
    expect(summary).toMatchObject({ recorded: 5_120, duplicate: 0, rejected: 0, unsent: 0, lastPosition: '5120' });
    expect(known.size).toBe(5_120);
    expect(Math.max(...sizes)).toBe(500);
    expect(sizes).toHaveLength(11);
    expect(most).toBeLessThanOrEqual(4);
  });

  it('sends again what the ledger could not take, and only that', async () => {
    const { known, results } = recorder();
    let first = true;
    const sizes: number[] = [];
    const url = await ledger((events, response) => {
      sizes.push(events.length);
      const taken = first ? events.slice(0, 120) : events;
      first = false;
      const away = events
        .slice(taken.length)
        .map(() => ({ status: 'rejected', error: { code: 'ledger-unavailable' } }));
      ok(response, [...results(taken), ...away]);
    });
    const summary = await send(url, numbered(200));
    expect(summary).toMatchObject({ recorded: 200, duplicate: 0, rejected: 0, unsent: 0, resent: 1 });
    expect(sizes).toEqual([200, 80]);
    expect(known.size).toBe(200);
  });

  it('waits as long as a 503 asks for', async () => {
    const { results } = recorder();
    let refusedAt = 0;
    const url = await ledger((events, response) => {
      if (refusedAt === 0) {
        refusedAt = performance.now();
        problem(response, 503, 'ledger-unavailable', { 'retry-after': '1' });
      } else ok(response, results(events));
    });
    const summary = await send(url, numbered(3));
    expect(summary).toMatchObject({ recorded: 3, resent: 1 });
    expect(performance.now() - refusedAt).toBeGreaterThanOrEqual(990);
  });

  it('sends a batch again whose answer was lost, and says that duplicates may be its own', async () => {
    const { known, results } = recorder();
    let lost = false;
    const url = await ledger((events, response, request) => {
      const answers = results(events);
      if (lost) ok(response, answers);
      else request.socket.destroy();
      lost = true;
    });
    const summary = await send(url, numbered(7));
    expect(summary).toMatchObject({ recorded: 0, duplicate: 7, resent: 1, unsent: 0 });
    expect(known.size).toBe(7);
  });

  it('finds the one event that spoils its batch, and brings all others in', async () => {
    const { known, results } = recorder();
    const url = await ledger((events, response) =>
      events.some(({ id }) => id === 'e123')
        ? problem(response, 400, 'not-a-cloudevent')
        : ok(response, results(events)),
    );
    const summary = await send(url, numbered(400));
    expect(summary).toMatchObject({ recorded: 399, rejected: 1 });
    expect(summary.rejections).toEqual([
      { code: 'not-a-cloudevent', count: 1, examples: [{ place: 'f.jsonl:124', detail: 'because not-a-cloudevent' }] },
    ]);
    expect(known.size).toBe(399);
  });

  it('shows the first places of each reason', async () => {
    const url = await ledger((events, response) =>
      ok(
        response,
        events.map(() => ({ status: 'rejected', error: { code: 'invalid-field', detail: 'd', field: 'time' } })),
      ),
    );
    const { rejected, rejections } = await send(url, numbered(9));
    expect(rejected).toBe(9);
    expect(rejections).toEqual([
      {
        code: 'invalid-field',
        count: 9,
        examples: [1, 2, 3].map((line) => ({ place: `f.jsonl:${line}`, detail: 'd', field: 'time' })),
      },
    ]);
  });

  it('gives up a ledger that stays away, and says how many events were not sent', async () => {
    const { results } = recorder();
    let taken = 0;
    const url = await ledger((events, response) => {
      taken += 1;
      if (taken === 1) ok(response, results(events));
      else problem(response, 503, 'ledger-unavailable');
    });
    const client = new LedgerClient(url, undefined, 700);
    const summary = await sendUsage(reading(numbered(1_200)), client, 'cloudevents', silent, () => undefined);
    expect(summary).toMatchObject({
      recorded: 500,
      unsent: 700,
      stopped: 'ledger-unavailable: because ledger-unavailable',
    });
  });

  it('sends the key as Bearer, and says what to do without one', async () => {
    const { results } = recorder();
    const url = await ledger((events, response, { headers }) =>
      headers.authorization === 'Bearer ts_1'
        ? ok(response, results(events))
        : problem(response, 401, 'unauthenticated'),
    );
    expect(await send(url, numbered(1), 'ts_1')).toMatchObject({ recorded: 1 });
    await expect(send(url, numbered(1))).rejects.toThrow(/asks for a key: set TALLYSTICK_TOKEN/);
  });

  it('does not take any other server for a ledger', async () => {
    const url = await ledger((_events, response) => void response.end('<html>'));
    await expect(send(url, numbered(1))).rejects.toThrow(/does not answer like a Tallystick ledger/);
  });

  it('says in one line that nobody answers', async () => {
    const url = await ledger((_events, response) => void response.end());
    await new Promise((closed) => server?.close(closed));
    server = undefined;
    await expect(new LedgerClient(url, undefined).assertRunning()).rejects.toThrow(
      /no ledger answers at .* \(ECONNREFUSED\): start it with "npm start"/,
    );
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { describeWithPostgres, startProcess, tempDir, type RunningProcess, type TempDir } from '@tallystick/testing';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { startProjector, type ProjectorProcess } from './testing/projector-process.fixture.js';
import { readStream, type Message, type StreamReader } from './testing/stream-reader.fixture.js';

const LEDGER = fileURLToPath(new URL('../../ledger/dist/main.js', import.meta.url));
const CLIENTS = 20;
/** Board by board; a running window, too. */
const QUERIES = ['subject=actors,teams', 'subject=actors&metric=events&limit=1', 'subject=models&window=year'];

/** One ledger service takes the events; both kinds of tables follow it. */
let folder: TempDir;
let ledger: RunningProcess & { readonly url: string };
let sent = 0;

beforeAll(async () => {
  folder = await tempDir('stream-restart');
  const env = { TALLYSTICK_DATA_DIR: folder.path, TALLYSTICK_LEDGER_PORT: '0' };
  const running = await startProcess({ entry: LEDGER, env, cwd: folder.path, ready: /"msg":"listening"/ });
  ledger = { ...running, url: /"msg":"listening","url":"([^"]+)"/.exec(running.stdout())![1]! };
});
afterAll(async () => {
  await ledger?.stop();
  await folder?.remove();
});

describe('live streams of a projector that is told to go, over PGlite', () => {
  streamsOverRestart(async () => ({}));
});

describeWithPostgres('live streams of a projector that is told to go, over PostgreSQL', (postgres) => {
  streamsOverRestart(async () => ({
    TALLYSTICK_READ_MODELS: 'postgres',
    DATABASE_URL: await postgres().createDatabase(),
  }));
});

function streamsOverRestart(settings: () => Promise<Record<string, string>>): void {
  let projector: ProjectorProcess | undefined;
  const readers: StreamReader[] = [];
  afterEach(async () => {
    for (const reader of readers.splice(0)) reader.close();
    await projector?.stop();
  });

  const follow = async (query: string, lastEventId?: string): Promise<StreamReader> => {
    const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
    const reader = await readStream(`${projector!.url}/v1/stream?${query}`, headers);
    expect(reader.response.status).toBe(200);
    readers.push(reader);
    return reader;
  };
  const queryOf = (client: number): string => QUERIES[client % QUERIES.length]!;

  it('end with a reason, and go on after Last-Event-ID with the newest of each board', async () => {
    const env = { TALLYSTICK_DATA_DIR: folder.path, ...(await settings()) };
    projector = await startProjector(env, folder.path);
    const first = await Promise.all(Array.from({ length: CLIENTS }, (_, client) => follow(queryOf(client))));
    await Promise.all(first.map((reader) => reader.message(isPosition)));
    const deaf = await neverReads(`${projector.url}/v1/stream?${QUERIES[0]}`);

    await accepted();
    await Promise.all(first.map(hasAllThatWasSent));

    // By itself, and before it would cut off what hangs.
    expect(await projector.stop()).toEqual({ code: 0, signal: null });
    await Promise.all(first.map((reader) => reader.message(({ event }) => event === 'dropped')));
    for (const { messages } of first) {
      expect(messages.at(-1)).toMatchObject({ event: 'dropped', data: { reason: 'shutdown' } });
    }
    deaf.destroy();

    // Nobody folds, nobody tells; the ledger goes on.
    await accepted();
    projector = await startProjector(env, folder.path);
    const lastIds = first.map(({ messages }) => messages.findLast(isPosition)!.id!);
    const again = await Promise.all(lastIds.map((lastId, client) => follow(queryOf(client), lastId)));
    await Promise.all(again.map(hasAllThatWasSent));

    // Whoever has it all is told no more than that.
    const present = again[0]!.messages.findLast(isPosition)!.id!;
    const late = await follow(QUERIES[0]!, present);
    await late.message(isPosition);
    expect(late.messages.filter(({ event }) => event === 'leaderboard')).toEqual([]);
    await accepted();
    await Promise.all([late, ...again].map(hasAllThatWasSent));
  });
}

/** One event more, durable. */
async function accepted(): Promise<void> {
  sent += 1;
  const answer = await fetch(`${ledger.url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify({
      specversion: '1.0',
      type: 'tallystick.usage.reported.v1',
      source: 'urn:test:stream',
      id: String(sent),
      time: new Date().toISOString(),
      subject: `person-${sent % 3}@example.org`,
      data: { provider: 'made-up', model: 'm', tokens: { input: 1 }, team: `team-${sent % 2}` },
    }),
  });
  expect(await answer.json()).toMatchObject({ results: [{ status: 'recorded' }] });
}

const isPosition = ({ event }: Message): boolean => event === 'position';

/** Each event is one token and one event: the totals of whatever board are how many were sent. */
async function hasAllThatWasSent(reader: StreamReader): Promise<void> {
  const subjects = new URL(reader.response.url).searchParams.get('subject')!.split(',');
  for (const subject of subjects) {
    await reader.message(
      ({ event, data }) => event === 'leaderboard' && data.subject === subject && data.total === sent,
    );
  }
  const newest = reader.messages.findLast(({ event }) => event === 'leaderboard')!;
  const isAfter = ({ data }: Message) => BigInt(data.position) >= BigInt(newest.data.asOf.position);
  await reader.message((message) => isPosition(message) && isAfter(message));
}

/** Asks for a stream, and never takes a byte of it. */
async function neverReads(url: string): Promise<Socket> {
  const { hostname, port, pathname, search } = new URL(url);
  const socket = connect(Number(port), hostname).pause();
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(`GET ${pathname}${search} HTTP/1.1\r\nhost: here\r\n\r\n`);
  return socket;
}

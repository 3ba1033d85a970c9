import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DATA_VIEWED, accessStream, canonicalJson, usageMetadata } from '@tallystick/events';
import { LedgerUnavailable, memoryLedger, type LedgerStore } from '@tallystick/ledger-store';
import { newApiKey, type Role } from '@tallystick/platform';
import type { LeaderboardQuery, PolicyRow } from '@tallystick/read-models';
import { seededRandom, tempDir, waitUntil } from '@tallystick/testing';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { PROJECTION_LIMITS } from '../projection/projection-limits.js';
import {
  fakeReadModels,
  fakeTables,
  type FakeReadModels,
  type FakeTables,
} from '../testing/fake-read-models.fixture.js';
import { readStream, type Message, type StreamReader } from '../testing/stream-reader.fixture.js';
import { testProjector, type TestProjector } from '../testing/test-projector.fixture.js';
import { ScenarioWriter, usageScenario } from '../testing/usage-scenario.fixture.js';
import { STREAM_LIMITS, type StreamLimits } from './stream-limits.js';

const QUICK: StreamLimits = { ...STREAM_LIMITS, roundMs: 10, tickMs: 20, heartbeatMs: 500 };

let ledger: LedgerStore;
let tables: FakeTables;
let models: FakeReadModels;
let asked: LeaderboardQuery[];
let policies: PolicyRow[];
/** Rows of every board. */
let rows: number;
/** Whether boards have more rows than were asked for. */
let more: boolean;
const projectors: TestProjector[] = [];
const readers: StreamReader[] = [];
let append: (count: number) => Promise<void>;

const modelsOn = (shared: FakeTables): FakeReadModels => {
  const made = fakeReadModels(shared, ledger.ledgerId);
  made.house = async () => ({ answer: { policies, rosters: [] }, at: await made.checkpoint() });
  made.leaderboard = async (query) => {
    asked.push(query);
    const { subject, metric, window, tz } = query;
    const row = { rank: 1, subject: 'p_abcdefghijklmnop', value: 1, share: 0, previousRank: null };
    const total = shared.folded.length;
    // A cursor names the moment of asking, so that there are no two of the same.
    const nextCursor = more ? `cursor ${asked.length}` : null;
    const board = { subject, metric, window, from: null, to: null, tz, nextCursor, total };
    return { answer: { ...board, rows: Array.from({ length: rows }, () => row) }, at: await made.checkpoint() };
  };
  return made;
};

async function start(
  readModels: FakeReadModels,
  streamLimits: Partial<StreamLimits> = {},
  env: Record<string, string> = {},
): Promise<string> {
  const projector = await testProjector(
    { openLedger: async () => ledger, openReadModels: async () => readModels },
    {
      limits: { ...PROJECTION_LIMITS, minFoldIntervalMs: 5, pollMs: 10, standbyPollMs: 20, retryMaxMs: 100 },
      streamLimits: { ...QUICK, ...streamLimits },
      env,
    },
  );
  projectors.push(projector);
  await projector.app.listen(0, '127.0.0.1');
  return `${await projector.app.getUrl()}/v1/stream`;
}

const read = async (url: string, headers: Record<string, string> = {}): Promise<StreamReader> => {
  const reader = await readStream(url, headers);
  readers.push(reader);
  return reader;
};
const metrics = async (at = 0): Promise<string> => (await projectors[at]!.get('/metrics')).text;

/** Raw, so that it can stop to read. */
async function openWithoutReading(url: string): Promise<Socket> {
  const { hostname, port, pathname, search } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.write(`GET ${pathname}${search} HTTP/1.1\r\nhost: here\r\n\r\n`);
  socket.pause();
  return socket;
}

const policy = (boards: PolicyRow['boards'], position: number): PolicyRow => ({
  position: String(position),
  leafIndex: position - 1,
  from: '2020-01-01T00:00:00Z',
  boards,
  names: 'pseudonyms',
  purposes: ['planning'],
});
const isBoard = (subject: string, total: number) => (message: Message) =>
  message.event === 'leaderboard' && message.data.subject === subject && message.data.total === total;
const isPosition = (position: number) => (message: Message) =>
  message.event === 'position' && message.data.position === String(position);

beforeEach(() => {
  ledger = memoryLedger();
  tables = fakeTables();
  asked = [];
  policies = [];
  rows = 2;
  more = false;
  models = modelsOn(tables);
  const writer = new ScenarioWriter(ledger);
  let seed = 0;
  append = (count) => {
    seed += 1;
    const fresh = usageScenario(seededRandom(seed), count);
    return writer.append(fresh.map((one) => ({ ...one, usage: { ...one.usage, id: `${seed}-${one.usage.id}` } })));
  };
});
afterEach(async () => {
  for (const reader of readers.splice(0)) reader.close();
  for (const projector of projectors.splice(0)) await projector.stop();
});

describe('messages', () => {
  it('tells each board as the board query answers it, then the position, then only what changed', async () => {
    await append(3);
    const url = await start(models);
    const stream = await read(`${url}?subject=actors,teams&window=week&limit=5`);
    await stream.message(isPosition(3));
    expect(Object.fromEntries(stream.response.headers)).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    });
    expect(stream.others[0]).toBe('retry: 2000');
    const first = stream.messages.findIndex(isPosition(3));
    expect(stream.messages.slice(0, first).filter(isBoard('actors', 3))).toHaveLength(1);
    expect(stream.messages[first]).toMatchObject({ id: '3', data: { position: '3', logSize: 3, behindMs: 0 } });
    const { json } = await projectors[0]!.get('/v1/leaderboards/actors?window=week&limit=5');
    expect((await stream.message(isBoard('actors', 3))).data).toEqual(json);

    // Only the actors change from here on.
    const answer = models.leaderboard;
    models.leaderboard = async (query) => {
      const { answer: board, at } = await answer(query);
      return { answer: query.subject === 'teams' ? { ...board, total: 3 } : board, at };
    };
    await append(1);
    await stream.message(isPosition(4));
    expect(stream.messages.filter(isBoard('actors', 4))).toHaveLength(1);
    expect(stream.messages.filter(isBoard('teams', 3))).toHaveLength(1);
    expect(stream.messages.filter(({ event, id }) => event === 'leaderboard' && id !== undefined)).toEqual([]);
  });

  it('asks the tables once for all who follow the same board', async () => {
    await append(1);
    const url = await start(models, { heartbeatMs: 60_000 });
    const streams = await Promise.all(Array.from({ length: 20 }, () => read(`${url}?subject=actors`)));
    await Promise.all(streams.map((stream) => stream.message(isPosition(1))));
    asked = [];
    await append(1);
    await Promise.all(streams.map((stream) => stream.message(isBoard('actors', 2))));
    expect(asked.length).toBeLessThanOrEqual(2);
  });

  it('tells a board with more rows than its page only when something changed, though its cursor is a new one each time', async () => {
    more = true;
    await append(3);
    const url = await start(models, { heartbeatMs: 40 });
    const stream = await read(`${url}?subject=actors`);
    await stream.message(isPosition(3));
    const before = asked.length;
    await waitUntil(() => asked.length > before + 3);
    await append(1);
    await stream.message(isPosition(4));
    const boards = stream.messages.filter(({ event }) => event === 'leaderboard');
    expect(boards.map(({ data }) => data.total)).toEqual([3, 4]);

    // Its cursor holds for a minute: whoever comes anew is given a fresh one.
    const then = asked.length;
    await waitUntil(() => asked.length > then + 3);
    const late = await (await read(`${url}?subject=actors`)).message(isBoard('actors', 4));
    expect(Number(late.data.nextCursor.split(' ')[1])).toBeGreaterThan(then);
  });

  it('tells a board that changes with the clock alone, and that it is still there', async () => {
    const url = await start(models);
    const stream = await read(`${url}?subject=actors&window=day`);
    await stream.message(isBoard('actors', 0));
    const answer = models.leaderboard;
    models.leaderboard = async (query) => {
      const { answer: board, at } = await answer(query);
      return { answer: { ...board, from: 'tomorrow' }, at };
    };
    await stream.message(({ data }) => data.from === 'tomorrow');
    await waitUntil(() => stream.others.includes(': still here'));
  });

  it('says nothing about who looked at whom', async () => {
    await append(2);
    const url = await start(models);
    const stream = await read(`${url}?subject=actors`);
    await stream.message(isPosition(2));
    const whose = 'p_abcdefghijklmnop';
    const data = canonicalJson({ viewer: whose, whose, what: 'events', purpose: 'audit' });
    const metadata = usageMetadata('2026-05-01T00:00:00.000Z');
    const view = { id: randomUUID(), type: DATA_VIEWED, data, metadata };
    await ledger.append(accessStream(new Date(), '0'), [view], 'no-stream');
    await waitUntil(() => tables.position === 3n);
    await append(1);
    await stream.message(isPosition(4));
    expect(stream.messages.filter(isPosition(3))).toEqual([]);
    // A client that comes after a view alone starts with the present.
    await (await read(`${url}?subject=actors`)).message(isBoard('actors', 4));
  });
});

describe('resuming', () => {
  it('goes on after Last-Event-ID: what the client has is not told again, what is newer at once', async () => {
    await append(5);
    const url = await start(models);
    // Somebody keeps the boards alive meanwhile.
    await (await read(`${url}?subject=actors`)).message(isPosition(5));
    const same = await read(`${url}?subject=actors`, { 'last-event-id': '5' });
    await same.message(isPosition(5));
    expect(same.messages.filter(({ event }) => event === 'leaderboard')).toEqual([]);
    await append(1);
    await same.message(isBoard('actors', 6));
    const older = await read(`${url}?subject=actors`, { 'last-event-id': '5' });
    expect(await older.message(isPosition(6))).toBeDefined();
    expect(older.messages.filter(isBoard('actors', 6))).toHaveLength(1);
  });

  it.each(['999', 'x', "1'; --", '-1', '9'.repeat(5_000)])('starts anew after an id it never gave (%#)', async (id) => {
    await append(1);
    const url = await start(models);
    await (await read(`${url}?subject=actors`)).message(isPosition(1));
    await (await read(`${url}?subject=actors`, { 'last-event-id': id })).message(isBoard('actors', 1));
  });

  it('tells boards of a running window again: the day may have turned', async () => {
    await append(1);
    const url = await start(models);
    const query = `${url}?subject=actors&window=day`;
    await (await read(query)).message(isPosition(1));
    await (await read(query, { 'last-event-id': '1' })).message(isBoard('actors', 1));
  });
});

describe('bounds', () => {
  it('drops a client that does not read, while 50 others go on', async () => {
    const url = await start(models, { slowMs: 2_000, lastWordsMs: 50 });
    const others = await Promise.all(Array.from({ length: 50 }, () => read(`${url}?subject=sources`)));
    const slow = await openWithoutReading(`${url}?subject=actors`);
    await waitUntil(async () => (await metrics()).includes('tallystick_stream_clients 51'));
    // What the kernel takes for a reader is some megabytes; from there on the client is skipped, and then dropped.
    rows = 20_000;
    let appended = 0;
    const board = models.leaderboard;
    models.leaderboard = async (query) => {
      const { answer, at } = await board(query);
      return { answer: query.subject === 'sources' ? { ...answer, rows: [] } : answer, at };
    };
    await waitUntil(
      async () => {
        await append(1);
        appended += 1;
        return (await metrics()).includes('tallystick_stream_dropped_total{reason="slow"} 1');
      },
      { what: 'the slow client to be dropped' },
    );
    await append(1);
    await Promise.all(others.map((stream) => stream.message(isBoard('sources', appended + 1))));
    expect(await metrics()).toContain('tallystick_stream_clients 50');
    slow.destroy();
  });

  it('tells a client why it was dropped, when it reads on in time', async () => {
    rows = 20_000;
    const url = await start(models, { slowMs: 2_000, lastWordsMs: 60_000 });
    const slow = await openWithoutReading(`${url}?subject=actors`);
    await waitUntil(
      async () => {
        await append(1);
        return (await metrics()).includes('tallystick_stream_dropped_total{reason="slow"} 1');
      },
      { what: 'the slow client to be dropped' },
    );
    let tail = '';
    slow.on('data', (bytes) => (tail = (tail + bytes.toString()).slice(-500)));
    slow.resume();
    await waitUntil(() => tail.includes('event: dropped\ndata: {"reason":"slow"'));
    slow.destroy();
  });

  it('refuses more clients and more boards than it takes, and takes the next when one left', async () => {
    const url = await start(models, { maxClients: 3, maxBoards: 2 });
    const first = await read(`${url}?subject=actors,teams`);
    const boards = await fetch(`${url}?subject=models`);
    expect({ status: boards.status, after: boards.headers.get('retry-after') }).toEqual({ status: 503, after: '2' });
    expect(await boards.json()).toMatchObject({ code: 'not-caught-up', detail: expect.stringMatching(/^2 different/) });
    await read(`${url}?subject=teams`);
    await read(`${url}?subject=teams`);
    const fourth = await fetch(url);
    expect(await fourth.json()).toMatchObject({ status: 503, detail: expect.stringMatching(/^3 streams are open/) });
    expect(await metrics()).toContain('tallystick_stream_refused_total 2');
    first.close();
    await waitUntil(async () => (await metrics()).includes('tallystick_stream_clients 2'));
    await (await read(`${url}?subject=models`)).message(isBoard('models', 0));
  });

  it('ends a stream that was open for long enough, so that the caller is recognised anew', async () => {
    const url = await start(models, { maxAgeMs: 200 });
    const stream = await read(url);
    expect((await stream.message(({ event }) => event === 'dropped')).data.reason).toBe('renew');
    await waitUntil(() => stream.ended);
  });
});

describe('trouble', () => {
  it('stays open and tells while the ledger is away', async () => {
    await append(1);
    const url = await start(models);
    const stream = await read(`${url}?subject=actors`);
    await stream.message(isPosition(1));
    const { readAll } = ledger;
    ledger.readAll = () => Promise.reject(new LedgerUnavailable('the ledger is away'));
    const { data } = await stream.message(({ event }) => event === 'problem');
    expect(data).toMatchObject({ code: 'not-caught-up', detail: expect.stringMatching(/the ledger is away$/) });
    const told = stream.messages.length;
    ledger.readAll = readAll;
    await stream.message(isPosition(1), told);
    expect(stream.ended).toBe(false);
  });

  it('stays open and tells while the tables are away, also to those who come meanwhile', async () => {
    await append(1);
    const url = await start(models);
    const stream = await read(`${url}?subject=actors`);
    await stream.message(isPosition(1));
    models.beforeCheckpoint = () => {
      throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    };
    const isProblem = ({ event, data }: Message) => event === 'problem' && data.code === 'not-caught-up';
    await stream.message(isProblem);
    const late = await read(`${url}?subject=teams`);
    await late.message(isProblem);
    await append(1);
    models.beforeCheckpoint = () => undefined;
    await stream.message(isBoard('actors', 2));
    await late.message(isBoard('teams', 2));
  });

  it('tells clients and closes at shutdown', async () => {
    const url = await start(models);
    const streams = await Promise.all(Array.from({ length: 10 }, () => read(`${url}?subject=actors`)));
    await Promise.all(streams.map((stream) => stream.message(isPosition(0))));
    await projectors[0]!.stop();
    projectors.length = 0;
    await waitUntil(() => streams.every(({ ended }) => ended));
    for (const { messages } of streams)
      expect(messages.at(-1)).toMatchObject({ event: 'dropped', data: { reason: 'shutdown' } });
  });

  it('streams from a projector that stands by, too', async () => {
    const urls = [await start(models), await start(modelsOn(tables))];
    const streams = await Promise.all(urls.map((url) => read(`${url}?subject=actors`)));
    let total = 0;
    const standsBy = (text: string) => text.includes('state{state="standby"} 1');
    await waitUntil(async () => {
      await append(1);
      total += 1;
      return standsBy(await metrics(0)) || standsBy(await metrics(1));
    });
    await append(1);
    await Promise.all(streams.map((stream) => stream.message(isBoard('actors', total + 1))));
  });
});

describe('who may ask what', () => {
  it.each([
    ['subject=people', 'subject'],
    ['subject=actors,', 'subject'],
    ["subject=teams';--", 'subject'],
    ['subject=actors&metric=x', 'metric'],
    ['subject=actors&metric=tokens&metric=events', 'metric'],
    ['subject=actors&window=year2', 'window'],
    ['subject=actors&tz=Nowhere/Never', 'tz'],
    ['subject=actors&limit=0', 'limit'],
    ['subject=actors&limit=1001', 'limit'],
    ['subject=actors&cursor=x', 'cursor'],
    ['subject=actors&asOfPosition=1', 'asOfPosition'],
    ['x=1', 'x'],
  ])('refuses %s', async (query, field) => {
    await start(models);
    const { status, json } = await projectors[0]!.get(`/v1/stream?${query}`);
    expect({ status, code: json.code, field: json.field }).toEqual({ status: 400, code: 'invalid-query', field });
  });

  it('follows the board of actors where nobody names another', async () => {
    await append(3);
    const stream = await read(await start(models));
    await stream.message(isPosition(3));
    expect(stream.messages.filter(({ event }) => event === 'leaderboard').at(-1)?.data.subject).toBe('actors');
  });

  it('answers HEAD without a stream', async () => {
    const url = await start(models);
    const { status, headers } = await fetch(url, { method: 'HEAD' });
    expect({ status, type: headers.get('content-type') }).toEqual({ status: 200, type: 'text/event-stream' });
    expect(await metrics()).toContain('tallystick_stream_clients 0');
  });

  it('shows live boards of groups to auditors only: below, each single event of a team would be seen', async () => {
    await using folder = await tempDir('stream-keys');
    const roles: Role[] = ['publisher', 'member', 'team-lead', 'auditor', 'admin'];
    const made = roles.map((role) => newApiKey({ name: role, roles: [role], sources: ['*'] }));
    const keysFile = join(folder.path, 'keys.json');
    writeFileSync(keysFile, JSON.stringify(made.map(({ entry }) => entry)), { mode: 0o600 });
    const url = await start(models, {}, { TALLYSTICK_AUTH: 'keys', TALLYSTICK_KEYS_FILE: keysFile });
    const statusOf = async (role: Role, query: string): Promise<number> => {
      const key = made[roles.indexOf(role)]!.key;
      return (await read(url + query, { authorization: `Bearer ${key}` })).response.status;
    };
    const outcomes = async (): Promise<Partial<Record<Role, number[]>>> => {
      const all: Partial<Record<Role, number[]>> = {};
      for (const role of roles) {
        all[role] = [];
        for (const query of ['', '?subject=actors', '?subject=actors,teams', '?subject=models']) {
          all[role].push(await statusOf(role, query));
        }
      }
      return all;
    };
    policies = [policy({ actors: ['member'], teams: ['member', 'team-lead', 'admin'] }, 1)];
    expect(await outcomes()).toEqual({
      publisher: [403, 403, 403, 403],
      member: [200, 200, 403, 403],
      'team-lead': [200, 403, 403, 403],
      auditor: [200, 200, 200, 200],
      admin: [200, 403, 403, 403],
    });
    expect((await fetch(url)).status).toBe(401);

    // Another policy, while a member follows.
    const member = readers.find(({ response }) => response.url.endsWith('?subject=actors') && response.ok)!;
    policies = [...policies, policy({ teams: ['member'] }, 2)];
    await append(1);
    expect((await member.message(({ event }) => event === 'dropped')).data.reason).toBe('renew');
    expect(await statusOf('member', '?subject=actors')).toBe(403);
  });
});

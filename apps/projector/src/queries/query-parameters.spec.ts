import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { memoryLedger } from '@tallystick/ledger-store';
import type { EventsQuery, LeaderboardQuery, UsageQuery } from '@tallystick/read-models';
import { waitUntil } from '@tallystick/testing';
import { fakeReadModels, fakeTables } from '../testing/fake-read-models.fixture.js';
import { testProjector, type TestProjector } from '../testing/test-projector.fixture.js';

const asked: { boards: LeaderboardQuery[]; usage: UsageQuery[]; events: EventsQuery[] } = {
  boards: [],
  usage: [],
  events: [],
};
let projector: TestProjector;

beforeAll(async () => {
  const ledger = memoryLedger();
  const models = fakeReadModels(fakeTables(), ledger.ledgerId);
  models.leaderboard = async (query) => {
    asked.boards.push(query);
    const { subject, metric, window, tz } = query;
    const answer = { subject, metric, window, from: null, to: null, tz, rows: [], nextCursor: null, total: 0 };
    return { answer, at: await models.checkpoint() };
  };
  models.usage = async (query) => {
    asked.usage.push(query);
    const tokens = { input: 1, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0 };
    const by = Object.fromEntries(query.by.map((subject) => [subject, subject === 'teams' ? null : `a ${subject}`]));
    const answer = { points: [{ start: '2026-05-01T00:00:00.000Z', by, tokens, total: 1, events: 1 }] };
    return { answer, at: await models.checkpoint() };
  };
  models.events = async (query) => {
    asked.events.push(query);
    return { answer: { events: [], nextCursor: null }, at: await models.checkpoint() };
  };
  models.house = async () => ({ answer: { policies: [], rosters: [] }, at: await models.checkpoint() });
  models.digest = async () => ({ answer: { digest: 'd', tables: {} }, at: await models.checkpoint() });
  projector = await testProjector({ openLedger: async () => ledger, openReadModels: async () => models });
  await waitUntil(async () => (await projector.get('/health/ready')).status === 200);
});
afterAll(() => projector.stop());
beforeEach(() => {
  asked.boards.length = 0;
  asked.usage.length = 0;
  asked.events.length = 0;
});

const enc = encodeURIComponent;
const NASTY = [
  "'; DROP TABLE usage_events; --",
  "' OR '1'='1",
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '${7*7}',
  '../../etc/passwd',
  '%00',
  '\u0000',
  'a\nb',
  '\u202e',
  'x'.repeat(5_000),
  '[object Object]',
  'NaN',
  'null',
  '__proto__',
];

describe('wrong parameters are invalid-query and name the field', () => {
  it.each([
    ['/v1/leaderboards/people', 'subject'],
    ['/v1/leaderboards/team', 'subject'],
    ['/v1/leaderboards/teams?metric=money', 'metric'],
    ['/v1/leaderboards/teams?metric=', 'metric'],
    ['/v1/leaderboards/teams?metric=tokens&metric=cost', 'metric'],
    ['/v1/leaderboards/teams?metric=__proto__', 'metric'],
    ['/v1/leaderboards/teams?window=fortnight', 'window'],
    ['/v1/leaderboards/teams?window=Day', 'window'],
    ['/v1/leaderboards/teams?at=yesterday', 'at'],
    ['/v1/leaderboards/teams?at=2026-02-30', 'at'],
    ['/v1/leaderboards/teams?at=2026-5-1', 'at'],
    ['/v1/leaderboards/teams?at=1716200000', 'at'],
    ['/v1/leaderboards/teams?at=2026-05-20T09:30:00', 'at'],
    ['/v1/leaderboards/teams?at=2026-05-20T09:30:00+02:00', 'at'],
    ['/v1/leaderboards/teams?at=0001-01-01', 'at'],
    ['/v1/leaderboards/teams?at=9999-12-31', 'at'],
    ['/v1/leaderboards/teams?at=', 'at'],
    ['/v1/leaderboards/teams?tz=Mars/Olympus', 'tz'],
    [`/v1/leaderboards/teams?tz=${enc('+02:00')}`, 'tz'],
    ['/v1/leaderboards/teams?tz=', 'tz'],
    ['/v1/leaderboards/teams?tz=local', 'tz'],
    ['/v1/leaderboards/teams?limit=0', 'limit'],
    ['/v1/leaderboards/teams?limit=1001', 'limit'],
    ['/v1/leaderboards/teams?limit=-1', 'limit'],
    ['/v1/leaderboards/teams?limit=1e2', 'limit'],
    ['/v1/leaderboards/teams?limit=10.0', 'limit'],
    ['/v1/leaderboards/teams?limit=%2010', 'limit'],
    ['/v1/leaderboards/teams?limit=', 'limit'],
    ['/v1/leaderboards/teams?limit=99999999999999999999', 'limit'],
    ['/v1/leaderboards/teams?limit=5&limit=6', 'limit'],
    ['/v1/leaderboards/teams?cursor=', 'cursor'],
    ['/v1/leaderboards/teams?cursor=%3Cb%3E', 'cursor'],
    ['/v1/leaderboards/teams?atLeast=-1', 'atLeast'],
    ['/v1/leaderboards/teams?atLeast=1.5', 'atLeast'],
    ['/v1/leaderboards/teams?atLeast=abc', 'atLeast'],
    ['/v1/leaderboards/teams?atLeast=0x10', 'atLeast'],
    ['/v1/leaderboards/teams?atLeast=', 'atLeast'],
    ['/v1/leaderboards/teams?atLeast=007', 'atLeast'],
    ['/v1/leaderboards/teams?atLeast=9223372036854775808', 'atLeast'],
    ['/v1/leaderboards/teams?asOfPosition=x', 'asOfPosition'],
    ['/v1/leaderboards/teams?asOf=now', 'asOf'],
    ['/v1/leaderboards/teams?asOf=2026-05-01&asOfPosition=0', 'asOf'],
    ['/v1/leaderboards/teams?team=a', 'team'],
    ['/v1/leaderboards/teams?foo=1', 'foo'],
    ['/v1/leaderboards/teams?constructor=1', 'constructor'],
    ['/v1/usage?from=2026-05-02&to=2026-05-01', 'from'],
    ['/v1/usage?from=x', 'from'],
    ['/v1/usage?to=x', 'to'],
    ['/v1/usage?by=people', 'by'],
    ['/v1/usage?by=', 'by'],
    ['/v1/usage?by=team,', 'by'],
    ['/v1/usage?by=team,model,agent', 'by'],
    ['/v1/usage?by=team&by=model&by=agent', 'by'],
    ['/v1/usage?by=team,teams', 'by'],
    ['/v1/usage?by=__proto__', 'by'],
    ['/v1/usage?granularity=minute', 'granularity'],
    ['/v1/usage?tz=x', 'tz'],
    ['/v1/usage?limit=1', 'limit'],
    ['/v1/usage?team=a&team=b', 'team'],
    ['/v1/usage?team=a&teams=b', 'teams'],
    ['/v1/usage?team=a%00b', 'team'],
    ['/v1/events?from=2026-05-02&to=2026-05-01', 'from'],
    ['/v1/events?limit=1001', 'limit'],
    ['/v1/events?limit=x', 'limit'],
    ['/v1/events?cursor=a%20b', 'cursor'],
    ['/v1/events?metric=tokens', 'metric'],
    ['/v1/events?asOf=x', 'asOf'],
    ['/v1/explain?subject=people', 'subject'],
    ['/v1/explain?subject=', 'subject'],
    ['/v1/explain?subject=teams&subject=models', 'subject'],
    ['/v1/explain?key=payments', 'key'],
    ['/v1/explain?subject=teams&key=a%00b', 'key'],
    ['/v1/explain?subject=teams&key=a&key=b', 'key'],
    ['/v1/explain?subject=teams&key=a&team=b', 'team'],
    ['/v1/explain?subject=teams&teams=', 'teams'],
    ['/v1/explain?metric=money', 'metric'],
    ['/v1/explain?window=fortnight', 'window'],
    ['/v1/explain?at=2026-02-30', 'at'],
    ['/v1/explain?at=9999-12-31', 'at'],
    ['/v1/explain?from=2026-05-01', 'to'],
    ['/v1/explain?to=2026-05-01', 'from'],
    ['/v1/explain?from=2026-05-02&to=2026-05-01', 'from'],
    ['/v1/explain?from=2026-05-01&to=2026-05-02&window=day', 'from'],
    ['/v1/explain?from=2026-05-01&to=2026-05-02&at=2026-05-01', 'from'],
    ['/v1/explain?tz=Mars/Olympus', 'tz'],
    ['/v1/explain?limit=1001', 'limit'],
    ['/v1/explain?cursor=%3Cb%3E', 'cursor'],
    ['/v1/explain?asOf=2026-05-01&asOfPosition=0', 'asOf'],
    ['/v1/explain?atLeast=-1', 'atLeast'],
    ['/v1/explain?by=team', 'by'],
    ['/v1/digest?atLeast=x', 'atLeast'],
    ['/v1/digest?tz=UTC', 'tz'],
  ])('%s', async (path, field) => {
    const { status, headers, json } = await projector.get(path);
    expect({ status, json }).toMatchObject({
      status: 400,
      json: { type: 'urn:tallystick:error:invalid-query', code: 'invalid-query', status: 400, field },
    });
    expect(headers['content-type']).toBe('application/problem+json');
    expect(json.detail.length).toBeGreaterThan(5);
  });

  it.each(['metric', 'window', 'at', 'tz', 'limit', 'cursor', 'atLeast', 'asOfPosition', 'asOf'])(
    'no nasty text gets through %s of a board, nor comes back',
    async (name) => {
      for (const nasty of NASTY) {
        if (name === 'cursor' && /^[A-Za-z_]+$/.test(nasty)) continue; // shaped like a cursor: the tables refuse it
        const { status, json } = await projector.get(`/v1/leaderboards/teams?${name}=${enc(nasty)}`);
        expect({ nasty, status, field: json.field }).toEqual({ nasty, status: 400, field: name });
        expect(JSON.stringify(json)).not.toContain('<script>');
      }
      expect(asked.boards).toEqual([]);
    },
  );

  it('a cursor of any length', async () => {
    const { status, json } = await projector.get(`/v1/events?cursor=${'a'.repeat(3_000)}`);
    expect({ status, field: json.field }).toEqual({ status: 400, field: 'cursor' });
  });

  it('never shows a long or strange parameter name at full length', async () => {
    for (const name of ['<script>', 'a'.repeat(8_000), '__proto__', 'toString', 'valueOf', "'; DROP TABLE x"]) {
      const { status, json, text } = await projector.get(`/v1/usage?${enc(name)}=1`);
      expect({ name, status, code: json.code }).toEqual({ name, status: 400, code: 'invalid-query' });
      expect(text.length).toBeLessThan(1_000);
    }
  });
});

describe('parameters reach the tables as the contract means them', () => {
  it('gives a board its defaults', async () => {
    const before = Date.now();
    const { status, json } = await projector.get('/v1/leaderboards/teams');
    expect(status).toBe(200);
    expect(asked.boards).toMatchObject([{ subject: 'teams', metric: 'tokens', window: 'all', tz: 'UTC', limit: 100 }]);
    expect(asked.boards[0]!.atMs).toBeGreaterThanOrEqual(before);
    expect(Object.keys(json)).toEqual([
      'subject',
      'metric',
      'window',
      'from',
      'to',
      'tz',
      'rows',
      'nextCursor',
      'total',
      'policy',
      'asOf',
    ]);
    expect(json.asOf).toEqual({ position: '0', recordedAt: null, logSize: 0, behindMs: 0 });
  });

  it.each([
    ['2026-05-20', 'Europe/Berlin', '2026-05-19T22:00:00Z'],
    ['2026-05-20', 'America/New_York', '2026-05-20T04:00:00Z'],
    // Clocks skip midnight there on this day: it begins at 01:00.
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00Z'],
    ['2026-05-20T23:59:59.999-05:00', 'Asia/Tokyo', '2026-05-21T04:59:59.999Z'],
  ])('reads at=%s in %s as %s', async (at, tz, instant) => {
    expect((await projector.get(`/v1/leaderboards/actors?window=day&at=${enc(at)}&tz=${enc(tz)}`)).status).toBe(200);
    expect(asked.boards).toMatchObject([{ window: 'day', tz, atMs: Date.parse(instant) }]);
  });

  it('takes usage from the last 30 days up to the end of today', async () => {
    const tomorrow = new Date(Math.floor(Date.now() / 86_400_000) * 86_400_000 + 86_400_000);
    expect((await projector.get('/v1/usage')).status).toBe(200);
    expect(asked.usage).toEqual([
      {
        fromMs: tomorrow.getTime() - 30 * 86_400_000,
        toMs: tomorrow.getTime(),
        by: [],
        granularity: 'day',
        tz: 'UTC',
        filter: {},
      },
    ]);
  });

  it('names each point by the subjects as they were asked for', async () => {
    const { json } = await projector.get('/v1/usage?by=team,models&from=2026-05-01&to=2026-06-01');
    expect(asked.usage[0]!.by).toEqual(['teams', 'models']);
    expect(json.points[0].by).toEqual({ team: null, models: 'a models' });
    const repeated = await projector.get('/v1/usage?by=agents&by=source&from=2026-05-01&to=2026-06-01');
    expect(repeated.json.points[0].by).toEqual({ agents: 'a agents', source: 'a sources' });
  });

  it('filters by singular and plural names; an empty value asks for events without it', async () => {
    await projector.get(
      `/v1/usage?team=${enc("O'Brien <b>")}&models=m&project=&agent=&source=${enc('urn:x?a=b&c')}&actor=p_1`,
    );
    expect(asked.usage[0]!.filter).toEqual({
      team: "O'Brien <b>",
      model: 'm',
      project: null,
      agent: null,
      source: 'urn:x?a=b&c',
      actor: 'p_1',
    });
    await projector.get('/v1/events?model=&actors=p_2&from=2026-05-01&to=2026-05-01T12:00:00Z&tz=Asia/Tokyo&limit=7');
    expect(asked.events[0]).toEqual({
      filter: { model: '', actor: 'p_2' },
      fromMs: Date.parse('2026-04-30T15:00:00Z'),
      toMs: Date.parse('2026-05-01T12:00:00Z'),
      limit: 7,
    });
  });

  it('passes every nasty text that an attribute could be as a value, and refuses control characters', async () => {
    for (const nasty of NASTY) {
      asked.usage.length = 0;
      const { status } = await projector.get(`/v1/usage?team=${enc(nasty)}`);

      const possible = nasty.length <= 1_024 && !/[\u0000-\u001f\u007f-\u009f]/.test(nasty);
      expect({ nasty, status, team: asked.usage[0]?.filter.team }).toEqual({
        nasty,
        status: possible ? 200 : 400,
        team: possible ? nasty : undefined,
      });
    }
  });
});

describe('the rest of the face', () => {
  it('describes every endpoint with its parameters, answers and roles', async () => {
    const { json } = await projector.get('/docs-json');
    const roles = Object.fromEntries(
      Object.entries(json.paths as Record<string, Record<string, Record<string, unknown>>>).flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, operation]) => [`${method} ${path}`, operation['x-roles']]),
      ),
    );
    expect(roles).toMatchObject({
      'get /v1/leaderboards/{subject}': ['member', 'team-lead', 'auditor', 'admin'],
      'get /v1/usage': ['member', 'team-lead', 'auditor', 'admin'],
      'get /v1/events': ['member', 'team-lead', 'auditor', 'admin'],
      'get /v1/digest': ['auditor'],
    });
    const board = json.paths['/v1/leaderboards/{subject}'].get;
    expect(board.parameters.map(({ name }: { name: string }) => name).sort()).toEqual([
      'asOf',
      'asOfPosition',
      'at',
      'atLeast',
      'cursor',
      'limit',
      'metric',
      'subject',
      'tz',
      'window',
    ]);
    expect(board.responses['200'].content['application/json'].example.rows).toHaveLength(2);
    expect(Object.keys(board.responses)).toEqual(expect.arrayContaining(['200', '400', '503']));
  });

  it('answers 404 in the one error format', async () => {
    const { status, json } = await projector.get('/v1/nothing');
    expect({ status, code: json.code }).toEqual({ status: 404, code: 'not-found' });
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LedgerUnavailable, memoryLedger } from '@tallystick/ledger-store';
import { PeopledProjector, type Told } from '../../testing/peopled-projector.fixture.js';

const WEEK = ['2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05', '2026-03-06'];
const range = (count: number) => Array.from({ length: count }, (_, i) => i);
const everyDay = (person: string, team: string, model = 'm'): Told[] =>
  WEEK.map((day) => ({ person, at: `${day}T12:00:00Z`, tokens: 10, team, model }));

/** payments 12 people, search 11, ops 4, art 3; on Sunday only one of payments works. */
const TOLD: Told[] = [
  ...range(12).flatMap((i) => everyDay(`pay${i}`, 'payments')),
  ...range(11).flatMap((i) => everyDay(`sea${i}`, 'search', i === 0 ? 'rare' : 'm')),
  ...range(4).flatMap((i) => everyDay(`ops${i}`, 'ops')),
  ...range(3).flatMap((i) => everyDay(`art${i}`, 'art')),
  { person: 'pay0', at: '2026-03-08T12:00:00Z', tokens: 777, team: 'payments' },
];
const POLICY = {
  from: '2026-01-01T00:00:00Z',
  boards: { teams: ['member'], models: ['member', 'admin'], actors: ['team-lead'] },
  names: 'by-choice',
  purposes: ['billing'],
  text: 'for budgets only',
};
const WEEK_10 = { window: 'week', at: '2026-03-04' };

let house: PeopledProjector;
const ledger = memoryLedger();
beforeAll(async () => {
  house = await PeopledProjector.start(
    [
      { name: 'member', roles: ['member'], subject: 'pay0' },
      { name: 'stranger', roles: ['member'], subject: 'nobody-yet' },
      { name: 'machine', roles: ['member'] },
      { name: 'lead', roles: ['team-lead'], subject: 'sea0', teams: ['payments', 'ops', 'nowhere'] },
      { name: 'admin', roles: ['admin'] },
      { name: 'auditor', roles: ['auditor'], subject: 'audrey' },
      { name: 'nameless', roles: ['auditor'] },
    ],
    {},
    ledger,
  );
  await house.usage(TOLD);
});
afterAll(() => house?.stop());

const board = (name: string, subject: string, params: Record<string, string> = {}) =>
  house.get(name, `/v1/leaderboards/${subject}`, params);
const rowsOf = (answer: { json: { rows: { subject: string; value: number }[] } }) =>
  answer.json.rows.map(({ subject, value }) => [subject, value]);

describe('before any policy', () => {
  it('shows boards and sums to auditors only, and says that there is no policy', async () => {
    for (const name of ['member', 'lead', 'admin']) {
      for (const path of ['/v1/leaderboards/teams', '/v1/leaderboards/actors', '/v1/usage', '/v1/adoption']) {
        expect((await house.get(name, path)).json).toMatchObject({ status: 403, code: 'forbidden' });
      }
    }
    expect(await board('auditor', 'teams')).toMatchObject({ status: 200, json: { policy: null } });
  });

  it('shows everybody their own numbers, and a team-lead the sums of an own team that is large enough', async () => {
    const actor = await house.actorOf('pay0');
    const { json } = await house.get('member', '/v1/me');
    expect(json).toMatchObject({
      caller: { name: 'member', roles: ['member'], teams: [] },
      minGroup: 10,
      actor,
      policy: null,
      windows: [{ window: 'all', total: 827, events: 6, activeDays: 6, rank: null }, {}, {}, {}, {}, {}],
    });
    expect(json.recentEvents).toHaveLength(6);
    const own = await house.get('member', '/v1/usage', {
      actor,
      from: '2026-03-01',
      to: '2026-04-01',
      granularity: 'hour',
    });
    expect(own.json.points).toHaveLength(6);
    const team = { from: '2026-03-02', to: '2026-03-09', granularity: 'week' };
    expect((await house.get('lead', '/v1/usage', { team: 'payments', ...team })).json.points).toMatchObject([
      { total: 1377 },
    ]);
    expect((await house.get('lead', '/v1/usage', { team: 'ops', ...team })).json.code).toBe('group-too-small');
    expect((await house.get('lead', '/v1/usage', { team: 'nowhere', ...team })).json.code).toBe('group-too-small');
    expect((await house.get('lead', '/v1/usage', { team: 'search', ...team })).json.code).toBe('forbidden');
  });

  it('knows nobody behind a machine, nor who never used anything, and makes nobody up', async () => {
    for (const name of ['machine', 'stranger']) {
      expect((await house.get(name, '/v1/me')).json).toMatchObject({ actor: null, windows: [], recentEvents: [] });
      expect((await house.get(name, '/v1/me/views')).json).toMatchObject({ views: [], nextCursor: null });
    }
    expect(await house.vault.find('nobody-yet')).toBeUndefined();
  });
});

describe('under a policy', () => {
  beforeAll(() => house.decide('PolicyAdopted', POLICY));

  it('shows each board to the roles that it names, with the policy and its place in the ledger', async () => {
    const policy = { ...POLICY, position: house.last, leafIndex: Number(house.last) - 1 };
    const { status, json } = await board('member', 'teams', WEEK_10);
    expect({ status, policy: json.policy }).toEqual({ status: 200, policy });
    for (const [name, subject, allowed] of [
      ['member', 'actors', 403],
      ['lead', 'actors', 200],
      ['lead', 'teams', 403],
      ['admin', 'models', 200],
      ['admin', 'teams', 403],
      ['member', 'projects', 403],
      ['auditor', 'projects', 200],
    ] as const) {
      expect({ name, subject, status: (await board(name, subject, WEEK_10)).status }).toEqual({
        name,
        subject,
        status: allowed,
      });
    }
  });

  it('takes the latest policy whose time has come', async () => {
    await house.decide('PolicyAdopted', { ...POLICY, from: '2099-01-01T00:00:00Z', boards: {} });
    await house.decide('PolicyAdopted', { ...POLICY, from: '2025-01-01T00:00:00Z', boards: {} });
    expect((await board('member', 'teams', WEEK_10)).json.policy).toMatchObject(POLICY);
  });

  it('sums small teams in one row, and shows the same totals as to an auditor', async () => {
    const { json } = await board('member', 'teams', WEEK_10);
    // ops and art have seven people together: search, the next smallest, joins them; payments has a Sunday of one
    expect(json.rows.map((row: { subject: string }) => row.subject)).toContain('(small teams)');
    expect(json.rows.every((row: { subject: string }) => ['(small teams)', 'payments'].includes(row.subject))).toBe(
      true,
    );
    expect(json.total).toBe((await board('auditor', 'teams', WEEK_10)).json.total);
    expect((await board('auditor', 'teams', WEEK_10)).json.rows).toHaveLength(4);
  });

  it('tells what groups cost by the price book, and how much of it has no price', async () => {
    const listed = {
      provider: 'made-up',
      model: 'm',
      from: '2026-01-01T00:00:00Z',
      perMillion: { input: 2_000_000_000 },
    };
    await house.decide('PriceListed', { ...listed, source: 'by hand' });
    const { json } = await board('member', 'teams', { ...WEEK_10, metric: 'cost' });
    const payments = json.rows.find(({ subject }: { subject: string }) => subject === 'payments');
    // 1377 tokens at 2 USD a million; search has 50 of the model without a price
    expect(payments.value).toBe('0.002754');
    expect(json).toMatchObject({ total: '0.004454', unpricedShare: 50 / 2277 });
  });

  it('refuses a filter that leaves too few people, or all but too few', async () => {
    const march = { from: '2026-03-01', to: '2026-04-01', granularity: 'month' };
    for (const model of ['rare', 'm', 'unheard-of']) {
      expect((await house.get('member', '/v1/usage', { model, ...march })).json).toMatchObject({
        status: 403,
        code: 'group-too-small',
      });
    }
    expect((await house.get('member', '/v1/usage', { team: 'payments', ...march })).json.points).toMatchObject([
      { total: 1377 },
    ]);
  });

  it('does not let a Sunday of one person be taken off a week', async () => {
    const day = (from: string, to: string) => house.get('member', '/v1/usage', { from, to, team: 'payments' });
    expect((await day('2026-03-02', '2026-03-09')).status).toBe(200);
    for (const [from, to] of [
      ['2026-03-02', '2026-03-08'],
      ['2026-03-08', '2026-03-09'],
      ['2026-03-07', '2026-04-01'],
    ] as const) {
      expect((await day(from, to)).json.code).toBe('group-too-small');
    }
    const whole = await house.get('member', '/v1/usage', { from: '2026-03-01', to: '2026-03-15' });
    expect(whole.json.points.map(({ start }: { start: string }) => start.slice(0, 10))).not.toContain('2026-03-08');
  });

  it.each([
    ['/v1/leaderboards/teams', { asOfPosition: '3' }, 'asOfPosition'],
    ['/v1/leaderboards/teams', { asOf: '2026-03-04' }, 'asOf'],
    ['/v1/leaderboards/teams', { tz: 'Europe/Berlin' }, 'tz'],
    ['/v1/usage', { asOfPosition: '3' }, 'asOfPosition'],
    ['/v1/usage', { granularity: 'hour' }, 'granularity'],
    ['/v1/usage', { from: '2026-03-02T01:00:00Z' }, 'from'],
    ['/v1/usage', { to: '2026-03-02T23:59:59.999Z', from: '2026-03-01' }, 'to'],
    ['/v1/usage', { tz: 'Asia/Kolkata' }, 'tz'],
    ['/v1/usage', { by: 'team,model' }, 'by'],
    ['/v1/usage', { by: 'team', model: 'm' }, 'by'],
    ['/v1/usage', { team: 'payments', model: 'm' }, 'model'],
    ['/v1/usage', { by: 'actor', team: 'payments' }, 'by'],
    ['/v1/usage', { by: 'actor,team' }, 'by'],
  ])('tells groups in whole days as they stand, one subject at a time: not %s %j', async (path, params, field) => {
    expect((await house.get('member', path, params as unknown as Record<string, string>)).json).toMatchObject({
      status: 403,
      code: 'forbidden',
      field,
    });
    expect((await house.get('auditor', path, params as unknown as Record<string, string>)).status).toBe(200);
  });

  it('leaves today out of groups, and tells a rank by the board of people where the policy shows it', async () => {
    await house.usage(
      range(12).map((i) => ({ person: `pay${i}`, at: new Date().toISOString(), tokens: 1, team: 'payments' })),
    );
    const today = await board('member', 'teams', { window: 'day' });
    expect(today.json).toMatchObject({
      rows: [],
      total: 0,
      wholeDaysUntil: `${new Date().toISOString().slice(0, 10)}T00:00:00.000Z`,
    });
    expect((await house.get('lead', '/v1/me')).json.windows[0]).toMatchObject({
      window: 'all',
      rank: expect.any(Number),
    });
  });

  it('pages through one consistent board, and refuses cursors of other boards and forged ones', async () => {
    const first = await board('member', 'teams', { ...WEEK_10, limit: '1' });
    const cursor = first.json.nextCursor as string;
    const second = await board('member', 'teams', { ...WEEK_10, limit: '1', cursor });
    expect([...rowsOf(first), ...rowsOf(second)]).toEqual(rowsOf(await board('member', 'teams', WEEK_10)));
    expect(second.json.nextCursor).toBeNull();
    for (const [params, forged] of [
      [{ ...WEEK_10, metric: 'events' }, cursor],
      [WEEK_10, `${cursor.split('.')[0]}.-1`],
      [WEEK_10, `${cursor.split('.')[0]}`],
      [WEEK_10, 'AAAA.1'],
    ] as const) {
      expect((await board('member', 'teams', { ...params, cursor: forged })).json).toMatchObject({
        code: 'invalid-query',
        field: 'cursor',
      });
    }
    expect((await board('lead', 'teams', { ...WEEK_10, cursor })).status).toBe(403);
  });
});

describe('a query narrowed to one person', () => {
  const viewsOf = async () => (await house.get('member', '/v1/me/views')).json.views;

  it('is refused below auditor, the same whether or not there is such a person', async () => {
    const answers = await Promise.all(
      [await house.actorOf('pay1'), 'p_aaaaaaaaaaaaaaaa', 'x'].map(
        async (actor) => (await house.get('lead', '/v1/usage', { actor })).text,
      ),
    );
    expect(new Set(answers).size).toBe(1);
    expect(JSON.parse(answers[0]!)).toMatchObject({ status: 403, code: 'forbidden', field: 'actor' });
  });

  it('is on record before an auditor sees anything: once for each purpose, under a pseudonym, provable', async () => {
    const actor = await house.actorOf('pay0');
    const before = await viewsOf();
    const from = '2026-03-01';
    for (const [path, purpose] of [
      ['/v1/events', 'billing'],
      ['/v1/usage', 'billing'],
      ['/v1/usage', undefined],
    ] as const) {
      const params = { actor, from, ...(purpose === undefined ? {} : { purpose }) };
      expect((await house.get('auditor', path, params)).status).toBe(200);
    }
    house.last = String(await ledger.tail());
    const views = (await viewsOf()).slice(0, -before.length || undefined);
    const viewer = await house.actorOf('audrey');
    expect(views).toMatchObject([
      { viewer, what: 'usage', purpose: 'not-stated' },
      { viewer, what: 'events', purpose: 'billing' },
    ]);
    const leaf = (await ledger.readAll({ after: (BigInt(views[0].position) - 1n) as never, limit: 1 })).events[0];
    expect(leaf).toMatchObject({ type: 'DataViewed', data: { viewer, whose: actor } });
    expect((await house.get('nameless', '/v1/events', { actor })).status).toBe(200);
    house.last = String(await ledger.tail());
    expect((await viewsOf())[0].viewer).toBe(await house.actorOf('caller:nameless'));
  });

  it.each(['Billing', 'a b', '', 'x'.repeat(65), '<b>'])('takes words as a purpose only, not %j', async (purpose) => {
    const actor = await house.actorOf('pay0');
    expect((await house.get('auditor', '/v1/events', { actor, purpose })).json).toMatchObject({
      code: 'invalid-query',
      field: 'purpose',
    });
  });

  it('is not answered while it cannot be put on record', async () => {
    const actor = await house.actorOf('pay3');
    const { append } = ledger;
    ledger.append = () => Promise.reject(new LedgerUnavailable('down'));
    try {
      const { status, json } = await house.get('auditor', '/v1/events', { actor, purpose: 'down' });
      expect({ status, code: json.code }).toEqual({ status: 503, code: 'ledger-unavailable' });
      expect((await house.get('auditor', '/v1/events')).status).toBe(200);
    } finally {
      ledger.append = append;
    }
    expect((await house.get('auditor', '/v1/events', { actor, purpose: 'down' })).status).toBe(200);
  });
});

describe('adoption', () => {
  beforeAll(async () => {
    for (const [team, size] of [
      ['payments', 15],
      ['search', 20],
      ['ops', 5],
      ['art', 10],
    ] as const) {
      await house.decide('RosterDeclared', { team, from: '2026-01-01', size });
    }
    await house.decide('RosterDeclared', { team: 'payments', from: '2026-04-01', size: 99 });
  });

  it('holds the people of each team against the roster in force', async () => {
    const { json } = await house.get('auditor', '/v1/adoption', { week: '2026-W10', target: '80' });
    expect(json).toMatchObject({ week: '2026-W10', from: '2026-03-02', to: '2026-03-08', tz: 'UTC', target: 0.8 });
    expect(json.teams).toEqual([
      { team: 'art', active: 3, size: 10, share: 0.3, reached: false, daysUsed: [0, 0, 0, 0, 3, 0, 0] },
      { team: 'ops', active: 4, size: 5, share: 0.8, reached: true, daysUsed: [0, 0, 0, 0, 4, 0, 0] },
      { team: 'payments', active: 12, size: 15, share: 0.8, reached: true, daysUsed: [0, 0, 0, 0, 11, 1, 0] },
      { team: 'search', active: 11, size: 20, share: 0.55, reached: false, daysUsed: [0, 0, 0, 0, 11, 0, 0] },
    ]);
  });

  it('tells no small team by itself below auditor', async () => {
    const { json } = await house.get('member', '/v1/adoption', { week: '2026-W10' });
    expect(json.teams.map(({ team }: { team: string }) => team)).toEqual(['payments', '(small teams)']);
    expect(json.teams[1]).toMatchObject({ active: 18, size: 35 });
    expect((await house.get('member', '/v1/adoption', { week: '2026-W10', team: 'ops' })).json.code).toBe(
      'group-too-small',
    );
    expect((await house.get('member', '/v1/adoption', { week: '2026-W10', team: 'none' })).json.code).toBe(
      'group-too-small',
    );
    expect((await house.get('lead', '/v1/adoption', { week: '2026-W10' })).json.code).toBe('forbidden');
    expect((await house.get('lead', '/v1/adoption', { week: '2026-W10', team: 'ops' })).json.code).toBe(
      'group-too-small',
    );
  });

  it('asks for the last week that is over where none is named', async () => {
    const { json } = await house.get('auditor', '/v1/adoption');
    expect(Date.parse(json.wholeDaysUntil) - Date.parse(json.to)).toBeLessThanOrEqual(8 * 86_400_000);
    expect(json.teams.every(({ active }: { active: number }) => active === 0)).toBe(true);
  });

  it.each(['2026-W54', '2025-W53', '2026-W00', '2026-21', '2026W21', '9999-W01', '<b>'])(
    'knows no week %s',
    async (week) => {
      expect((await house.get('auditor', '/v1/adoption', { week })).json).toMatchObject({
        status: 400,
        code: 'invalid-query',
        field: 'week',
      });
    },
  );

  it.each(['0', '101', '0.8', 'x'])('knows no target %s', async (target) => {
    expect((await house.get('auditor', '/v1/adoption', { target })).json).toMatchObject({
      code: 'invalid-query',
      field: 'target',
    });
  });
});

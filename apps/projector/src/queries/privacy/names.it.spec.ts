import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { canonicalDecision, decisionMetadata } from '@tallystick/events';
import { waitUntil } from '@tallystick/testing';
import { VaultUnavailable, type IdentityVault } from '@tallystick/vault';
import { randomUUID } from 'node:crypto';
import { PeopledProjector } from '../../testing/peopled-projector.fixture.js';
import { readStream } from '../../testing/stream-reader.fixture.js';

const BY_CHOICE = {
  from: '2026-01-01T00:00:00Z',
  boards: { actors: ['member'], teams: ['member'] },
  names: 'by-choice',
  purposes: ['billing'],
};
const PSEUDONYMS = { ...BY_CHOICE, names: 'pseudonyms' };
const PEOPLE = ['ada@example.org', 'bo@example.org', 'cy@example.org', 'di@example.org'];
const [ADA, BO, CY, DI] = PEOPLE as [string, string, string, string];

let house: PeopledProjector;
let resolveAll: IdentityVault['resolveAll'];
let lookUps: (readonly string[])[];

beforeAll(async () => {
  house = await PeopledProjector.start([
    { name: 'ada', roles: ['member'], subject: ADA },
    { name: 'newcomer', roles: ['member'], subject: 'new@example.org' },
    { name: 'machine', roles: ['member'] },
    { name: 'auditor', roles: ['auditor'] },
  ]);
  await house.usage(
    PEOPLE.map((person, i) => ({ person, at: '2026-03-02T12:00:00Z', tokens: 40 - 10 * i, team: 'payments' })),
  );
  resolveAll = house.vault.resolveAll.bind(house.vault);
});
afterAll(() => house?.stop());
beforeEach(() => {
  lookUps = [];
  house.vault.resolveAll = (actors) => {
    lookUps.push(actors);
    return resolveAll(actors);
  };
});

interface Row {
  readonly subject: string;
  readonly name?: string;
}
const board = (params: Record<string, string> = {}, as = 'ada') => house.get(as, '/v1/leaderboards/actors', params);
const rowsOf = async (...asked: Parameters<typeof board>): Promise<readonly Row[]> => (await board(...asked)).json.rows;
/** Who is named, in the board's order; null: under the pseudonym alone. */
const namesOn = async (...asked: Parameters<typeof board>) =>
  (await rowsOf(...asked)).map((row) => ('name' in row ? row.name : null));
const whileVault = async (answers: IdentityVault['resolveAll'], then: () => Promise<void>): Promise<void> => {
  house.vault.resolveAll = answers;
  try {
    await then();
  } finally {
    house.vault.resolveAll = resolveAll;
  }
  // it is asked again after a pause
  await waitUntil(async () => (await namesOn()).some((name) => name !== null));
};

describe('where no policy lets names show', () => {
  it('names nobody, whatever they chose, and does not ask the vault', async () => {
    await house.choose(ADA, true);
    expect(await namesOn({}, 'auditor')).toEqual([null, null, null, null]);
    await house.decide('PolicyAdopted', PSEUDONYMS);
    expect(await namesOn()).toEqual([null, null, null, null]);
    expect(lookUps).toEqual([]);
  });
});

describe('under a policy by choice', () => {
  beforeAll(async () => {
    await house.decide('PolicyAdopted', BY_CHOICE);
    await house.choose(BO, false);
    await house.choose(CY, true);
  });

  it('names those who chose it, beside the pseudonym, to everyone who sees the board, by one look-up', async () => {
    for (const as of ['ada', 'auditor']) expect(await namesOn({}, as)).toEqual([ADA, null, CY, null]);
    const actors = await Promise.all(PEOPLE.map((person) => house.actorOf(person)));
    expect((await rowsOf()).map(({ subject }) => subject)).toEqual(actors);
    expect(lookUps).toEqual(Array(3).fill([actors[0], actors[2]]));
    expect((await board()).headers['cache-control']).toBe('no-store');
  });

  it('names nobody any more who withdrew the choice, on boards of the past and on later pages neither', async () => {
    await house.choose(DI, true);
    const before = house.last;
    expect(await namesOn()).toEqual([ADA, null, CY, DI]);
    const { nextCursor } = (await board({ limit: '2' })).json;
    await house.choose(CY, false);
    expect(await namesOn()).toEqual([ADA, null, null, DI]);
    expect(await namesOn({ asOfPosition: before })).toEqual([ADA, null, null, DI]);
    expect(await namesOn({ limit: '2', cursor: nextCursor })).toEqual([null, DI]);
    await house.choose(CY, true);
  });

  it('puts names on boards of people only: not on single events, sums, explanations, exports or views', async () => {
    const actor = await house.actorOf(ADA);
    for (const [as, path, params] of [
      ['auditor', '/v1/events', {}],
      ['auditor', '/v1/usage', { by: 'actor', from: '2026-03-01', to: '2026-03-08' }],
      ['auditor', '/v1/explain', { subject: 'actors', key: actor }],
      ['auditor', '/v1/leaderboards/teams', {}],
      ['auditor', '/v1/exports/boards', { subject: 'actors', format: 'csv' }],
      ['auditor', '/v1/exports/usage', { format: 'csv' }],
      ['ada', '/v1/me/views', {}],
    ] as const) {
      const { status, text } = await house.get(as, path, params as unknown as Record<string, string>);
      expect({ path, status, names: /example\.org/.test(text) }).toEqual({ path, status: 200, names: false });
    }
    expect(lookUps).toEqual([]);
  });

  it('tells a person their own choice, and which name it is about', async () => {
    const naming = async (as: string) => (await house.get(as, '/v1/me')).json.naming;
    expect(await naming('ada')).toEqual({ named: true, name: ADA });
    await house.choose(ADA, false);
    expect(await naming('ada')).toEqual({ named: false, name: ADA });
    await house.choose(ADA, true);
    expect(await naming('newcomer')).toEqual({ named: false, name: 'new@example.org' });
    expect(await naming('machine')).toBeNull();
    expect((await house.get('ada', '/v1/me')).headers['cache-control']).toBe('no-store');
  });

  it('sends no names over the live stream, whose messages lie ready for all', async () => {
    const { app } = house.projector;
    await app.listen(0, '127.0.0.1');
    const url = `${await app.getUrl()}/v1/stream?subject=actors`;
    const reader = await readStream(url, house.credentials('ada'));
    try {
      const { data } = await reader.message(({ event }) => event === 'leaderboard');
      expect(data.rows).toHaveLength(4);
      expect(JSON.stringify(data)).not.toContain('example.org');
      expect(await namesOn()).toEqual([ADA, null, CY, DI]);
    } finally {
      reader.close();
    }
  });

  it('shows pseudonyms while the vault is away, stays ready, and says why', async () => {
    const ready = () => house.projector.get('/health/ready');
    expect((await ready()).json).toEqual({ status: 'ready', reasons: [] });
    const away: IdentityVault['resolveAll'] = () => Promise.reject(new VaultUnavailable('a fault of the test'));
    let asked = 0;
    await whileVault(
      (actors) => {
        asked++;
        return away(actors);
      },
      async () => {
        const { status, json } = await board();
        expect({ status, names: json.rows.map((row: Row) => row.name) }).toEqual({
          status: 200,
          names: Array(4).fill(undefined),
        });
        await Promise.all([board(), board(), board()]);
        expect(asked).toBe(1);
        const health = await ready();
        expect(health.status).toBe(200);
        expect(health.json).toEqual({
          status: 'ready',
          reasons: [],
          remarks: [{ check: 'names', reason: 'the identity vault does not answer, so boards show pseudonyms only' }],
        });
      },
    );
    expect((await ready()).json).toEqual({ status: 'ready', reasons: [] });
  });

  it('does not wait long for a vault that hangs', async () => {
    await whileVault(
      () => new Promise(() => undefined),
      async () => expect(await namesOn()).toEqual([null, null, null, null]),
    );
  });

  it('names nobody any more who was forgotten, from the next answer on', async () => {
    expect(await namesOn()).toEqual([ADA, null, CY, DI]);
    const before = house.last;
    await house.vault.forget(await house.actorOf(CY));
    expect(await namesOn()).toEqual([ADA, null, null, DI]);
    // seen again, they are somebody new who chose nothing
    await house.usage([{ person: CY, at: '2026-03-03T12:00:00Z', tokens: 1 }]);
    expect(await namesOn()).toEqual([ADA, null, null, DI, null]);
    expect(await namesOn({ asOfPosition: before })).toEqual([ADA, null, null, DI]);
  });

  it('names nobody any more when a policy no longer lets names show', async () => {
    await house.decide('PolicyAdopted', PSEUDONYMS);
    expect(await namesOn()).toEqual([null, null, null, null, null]);
    expect((await house.get('ada', '/v1/me')).json.naming).toEqual({ named: true, name: ADA });
    expect(lookUps).toEqual([]);
  });

  it('names nobody while the tables stand still, for a choice taken back would not be seen', async () => {
    await house.decide('PolicyAdopted', BY_CHOICE);
    expect(await namesOn()).toEqual([ADA, null, null, DI, null]);
    const before = house.last;
    const recordedAt = new Date(Date.now() - 120_000).toISOString();
    const poison = { id: randomUUID(), type: 'RosterDeclared', data: canonicalDecision({ data: {} }) };
    const events = [{ ...poison, metadata: decisionMetadata(recordedAt) }] as const;
    await house.ledger.append('rosters', events, 'no-stream');
    const remarks = async () => (await house.projector.get('/health/ready')).json.remarks;
    await waitUntil(async () => (await namesOn({ atLeast: before })).every((name) => name === null));
    expect(await remarks()).toEqual([
      { check: 'names', reason: 'what is folded is far behind the ledger, so boards show pseudonyms only' },
    ]);
    expect((await board({ atLeast: before })).json.asOf.behindMs).toBeGreaterThan(60_000);
  });
});

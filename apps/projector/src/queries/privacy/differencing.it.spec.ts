import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { independent, isolates, seededRandom } from '@tallystick/testing';
import { PeopledProjector } from '../../testing/peopled-projector.fixture.js';

const MIN_GROUP = 5;
const SEED = Number(process.env['SEED'] ?? 20_260_324);
const FIRST_MS = Date.parse('2026-03-24T00:00:00Z');
const DAYS = 12;
const TEAMS = ['a', 'b', 'c', 'd', 'e'];
const dateOf = (day: number): string => new Date(FIRST_MS + day * 86_400_000).toISOString().slice(0, 10);

interface Cell {
  readonly person: number;
  readonly team: string;
  readonly day: number;
  readonly tokens: number;
}

/** Teams of 9, 8, 7, 3 and 2; weekends are quiet; some help out in another team. */
function madeUp(): Cell[] {
  const dice = seededRandom(SEED);
  const sizes = [9, 8, 7, 3, 2];
  const home = sizes.flatMap((size, team) => Array.from({ length: size }, () => TEAMS[team]!));
  const cells = new Map<string, Cell>();
  for (const [person, team] of home.entries()) {
    for (let day = 0; day < DAYS; day++) {
      const weekend = [0, 6].includes(new Date(`${dateOf(day)}T00:00:00Z`).getUTCDay());
      if (dice.next() > (weekend ? 0.1 : 0.7)) continue;
      const where = dice.next() < 0.1 ? dice.pick(TEAMS) : team;
      cells.set(`${person} ${where} ${day}`, { person, team: where, day, tokens: dice.integer(1, 1_000_000) });
    }
  }
  return [...cells.values()];
}

describe(`a member who asks for everything and has a computer (seed ${SEED})`, () => {
  const cells = madeUp();
  let house: PeopledProjector;
  /** What each answer says, as the cells that it adds up. */
  const answers: number[][] = [];
  let shownTeams = 0;
  let refusals = 0;

  beforeAll(async () => {
    const keys = [{ name: 'member', roles: ['member'], subject: 'nobody' } as const];
    house = await PeopledProjector.start(keys, { TALLYSTICK_MIN_GROUP: String(MIN_GROUP) });
    const boards = { teams: ['member'] };
    await house.decide('PolicyAdopted', {
      from: '2026-01-01T00:00:00Z',
      boards,
      names: 'pseudonyms',
      purposes: ['test'],
    });
    await house.usage(
      cells.map(({ person, team, day, tokens }) => ({
        person: `p${person}`,
        at: `${dateOf(day)}T12:00:00Z`,
        tokens,
        team,
      })),
    );
  });
  afterAll(() => house?.stop());

  /** Takes a number down as what it must be made of, and makes sure that it is. */
  function learn(value: number, counts: (cell: Cell) => boolean): void {
    expect(value).toBe(cells.filter(counts).reduce((sum, { tokens }) => sum + tokens, 0));
    answers.push(cells.map((cell) => (counts(cell) ? 1 : 0)));
  }
  function learnRows(rows: readonly { name: string; value: number }[], inside: (cell: Cell) => boolean): void {
    const shown = rows.map(({ name }) => name).filter((name) => name !== '(small teams)');
    shownTeams += shown.length;
    for (const { name, value } of rows) {
      learn(
        value,
        (cell) => inside(cell) && (name === '(small teams)' ? !shown.includes(cell.team) : cell.team === name),
      );
    }
  }

  it('asks for series of every stretch of days, whole, by team and of each team', async () => {
    for (let from = 0; from < DAYS; from++) {
      for (let to = from + 1; to <= DAYS; to++) {
        for (const filter of [{}, { by: 'team' }, ...TEAMS.map((team) => ({ team }))]) {
          // a month from before the first day on: one granule or two
          const params = { from: dateOf(from), to: dateOf(to), granularity: 'month', ...filter };
          const { status, json } = await house.get('member', '/v1/usage', params as unknown as Record<string, string>);
          if (status !== 200) {
            expect(json.code).toBe('group-too-small');
            refusals++;
            continue;
          }
          const months = new Map<string, { name: string; value: number }[]>();
          for (const { start, by, total } of json.points) {
            const name = 'team' in filter ? filter.team : by.team;
            months.set(start, [...(months.get(start) ?? []), { name, value: total }]);
          }
          for (const [start, rows] of months) {
            const inside = ({ day }: Cell) => day >= from && day < to && dateOf(day).slice(0, 7) === start.slice(0, 7);
            if ('by' in filter) learnRows(rows, inside);
            else learn(rows[0]!.value, (cell) => inside(cell) && (!('team' in filter) || cell.team === filter.team));
          }
        }
      }
    }
  });

  it('asks for boards of every window, page by page, with totals, shares and earlier ranks', async () => {
    for (const window of ['all', 'day', 'week', 'month', 'quarter', 'year']) {
      for (let day = 0; day < DAYS; day++) {
        const params = { window, at: dateOf(day), limit: '1' };
        const rows: { subject: string; value: number; share: number; previousRank: number | null }[] = [];
        let page = await house.get('member', '/v1/leaderboards/teams', params);
        if (page.status !== 200) {
          expect(page.json.code).toBe('group-too-small');
          refusals++;
          continue;
        }
        const { from, to, total } = page.json;
        for (;;) {
          rows.push(...page.json.rows);
          if (page.json.nextCursor === null) break;
          page = await house.get('member', '/v1/leaderboards/teams', { ...params, cursor: page.json.nextCursor });
        }
        const inside = (cell: Cell) =>
          from === null || (dateOf(cell.day) >= from.slice(0, 10) && dateOf(cell.day) < to.slice(0, 10));
        learnRows(
          rows.map(({ subject, value }) => ({ name: subject, value })),
          inside,
        );
        // shares and the total tell no more than the rows do
        expect(total).toBe(rows.reduce((sum, { value }) => sum + value, 0));
        for (const { value, share } of rows) expect(share).toBeCloseTo(value / total);
        const justBefore = from === null ? null : new Date(Date.parse(from) - 1).toISOString();
        const before =
          justBefore === null ? null : await house.get('member', '/v1/leaderboards/teams', { window, at: justBefore });
        const shownBefore: readonly { subject: string }[] = before?.status === 200 ? before.json.rows : [];
        for (const { subject, previousRank } of rows) {
          if (!shownBefore.some((row) => row.subject === subject)) expect(previousRank).toBeNull();
        }
      }
    }
  });

  it('learns nothing of anybody, nor of any two, nor of the small teams', () => {
    const known = independent(answers);
    expect(shownTeams).toBeGreaterThan(50);
    expect(refusals).toBeGreaterThan(50);
    expect(known.length).toBeGreaterThan(10);
    const people = [...new Set(cells.map(({ person }) => person))];
    for (const one of people) {
      for (const other of people.filter((person) => person >= one)) {
        const mine = cells.map(({ person }) => person === one || person === other);
        if (isolates(known, mine)) throw new Error(`people ${one} and ${other} stand alone`);
      }
    }
    for (const team of ['d', 'e']) {
      const members = new Set(cells.filter((cell) => cell.team === team).map(({ person }) => person));
      if (members.size >= MIN_GROUP) continue;
      expect({
        team,
        alone: isolates(
          known,
          cells.map(({ person }) => members.has(person)),
        ),
      }).toEqual({ team, alone: false });
    }
  });
});

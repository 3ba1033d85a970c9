import { describe, expect, it } from '@jest/globals';
import { rosterInForce } from '../privacy/rules-in-force.js';
import { decideRoster, type DeclaredRoster } from './decide-roster.js';

const said = (team: string, from: string, size: number) => ({ team, from: `2026-${from}`, size, author: 'p_1' });
const rosters: DeclaredRoster[] = [
  said('payments', '03-01', 10),
  said('search', '03-01', 99),
  said('payments', '06-01', 14),
  said('payments', '05-01', 12),
  said('payments', '03-01', 11),
].map((data, n) => ({ position: String(n + 1), ...data }));

describe('the roster of a team', () => {
  it.each([
    ['02-28', undefined],
    ['03-01', 11],
    ['04-30', 11],
    ['05-31', 12],
    ['06-01', 14],
  ])('on %s is the one that began last, the later declared of two: %s', (day, size) => {
    expect(rosterInForce(rosters, 'payments', `2026-${day}`)?.size).toBe(size);
  });

  it('is none where nobody declared one', () => expect(rosterInForce(rosters, 'maps', '2026-12-31')).toBeNull());
});

describe('declaring a roster', () => {
  it.each([
    ['a first one', said('maps', '01-01', 0)],
    ['another size', said('payments', '07-01', 15)],
    ['a size for days that are over', said('payments', '01-01', 9)],
    ['a size put right', said('payments', '05-01', 13)],
  ])('takes %s', (_what, command) => {
    expect(decideRoster(rosters, command)).toEqual({ decided: true, event: { type: 'RosterDeclared', data: command } });
  });

  it('refuses what holds already', () => {
    for (const day of ['06-01', '09-01']) {
      expect(decideRoster(rosters, said('payments', day, 14))).toMatchObject({
        code: 'not-a-change',
        detail: 'the roster at position 3 says so from 2026-06-01 on',
      });
    }
  });
});

import { describe, expect, it } from '@jest/globals';
import { policyInForce, rosterInForce } from './rules-in-force.js';

const policy = (position: string, from: string) => ({ position, from });
const roster = (position: string, from: string, team = 'a') => ({ position, from, team });

describe('a policy', () => {
  const policies = [
    policy('9', '2026-01-01T00:00:00Z'),
    policy('10', '2026-03-01T00:00:00Z'),
    policy('11', '2026-02-01T00:00:00.5Z'),
    policy('12', '2026-03-01T00:00:00Z'),
  ];

  it.each([
    ['2025-12-31T23:59:59.999Z', null],
    ['2026-01-01T00:00:00Z', '9'],
    ['2026-02-01T00:00:00.499Z', '9'],
    ['2026-02-01T00:00:00.5Z', '11'],
    ['2026-03-01T00:00:00Z', '12'],
    ['2099-01-01T00:00:00Z', '12'],
  ])('is in force at %s by the latest start that has come, the later decision among equals: %s', (at, position) => {
    for (const order of [policies, [...policies].reverse()]) {
      expect(policyInForce(order, Date.parse(at))?.position ?? null).toBe(position);
    }
  });
});

describe('a roster', () => {
  const rosters = [
    roster('1', '2026-05-01'),
    roster('2', '2026-05-18'),
    roster('3', '2026-05-18'),
    roster('4', '2026-01-01', 'b'),
  ];

  it.each([
    ['a', '2026-04-30', null],
    ['a', '2026-05-17', '1'],
    ['a', '2026-05-18', '3'],
    ['b', '2026-05-18', '4'],
    ['c', '2026-05-18', null],
  ])('of %s is in force on %s: %s', (team, day, position) => {
    expect(rosterInForce(rosters, team, day)?.position ?? null).toBe(position);
  });
});

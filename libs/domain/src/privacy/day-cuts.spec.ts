import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DayCuts } from './day-cuts.js';
import { countPeople, type PeopleByDay } from './people-by-day.js';

const dayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000;
const MIN_GROUP = 3;

const rows = fc
  .uniqueArray(fc.tuple(fc.integer({ min: dayOf('2025-12-20'), max: dayOf('2026-04-10') }), fc.nat(7)), {
    maxLength: 120,
    size: 'max',
    selector: String,
  })
  .map((used): PeopleByDay => {
    const days = [...new Set(used.map(([day]) => day))].sort((a, b) => a - b);
    return { days, people: days.map((day) => used.filter(([other]) => other === day).map(([, person]) => person)) };
  });

describe('cuts of time', () => {
  it('leave nobody or enough people between any two of them', () => {
    fc.assert(
      fc.property(rows, (row) => {
        if (countPeople(row, -Infinity, Infinity) < MIN_GROUP) return;
        const cuts = DayCuts.of(row, MIN_GROUP);
        const at = Array.from({ length: 130 }, (_, i) => dayOf('2025-12-15') + i).filter((day) => cuts.at(day));
        for (const [i, from] of at.entries()) {
          const people = countPeople(row, from, at[i + 1] ?? Infinity);
          expect(people === 0 || people >= MIN_GROUP).toBe(true);
        }
      }),
    );
  });

  it('are made at months before weeks, and at weeks before days', () => {
    // nine people on each working day; one on Sunday the first, when a month begins
    const days = Array.from({ length: 60 }, (_, i) => dayOf('2026-02-02') + i).filter(
      (day) => (day + 4) % 7 !== 0 || day === dayOf('2026-03-01'),
    );
    const everybody = Uint32Array.from({ length: 9 }, (_, i) => i);
    const row = { days, people: days.map((day) => (day === dayOf('2026-03-01') ? everybody.slice(0, 1) : everybody)) };
    const cuts = DayCuts.of(row, MIN_GROUP);
    expect(cuts.at(dayOf('2026-03-01'))).toBe(true);
    expect(cuts.at(dayOf('2026-03-02'))).toBe(false);
    expect(cuts.at(dayOf('2026-03-09'))).toBe(true);
    expect(cuts.at(dayOf('2026-03-10'))).toBe(true);
  });

  it('are never made among too few people', () => {
    const row = { days: [1, 2, 3], people: [[1], [2], [1]] };
    const cuts = DayCuts.of(row, MIN_GROUP);
    expect([1, 2, 3, 4].map((day) => cuts.at(day))).toEqual([true, false, false, true]);
  });
});

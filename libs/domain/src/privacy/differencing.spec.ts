import { describe, expect, it } from '@jest/globals';
import { independent, isolates } from '@tallystick/testing';
import fc from 'fast-check';
import type { PeopleByDay } from './people-by-day.js';
import { GroupPlan } from './group-plan.js';

const MIN_GROUP = 3;
/** A Tuesday, a week before a month ends. */
const FIRST_DAY = Math.floor(Date.parse('2026-03-24T00:00:00Z') / 86_400_000);
const DAYS = 14;
const TEAMS = 4;
const PEOPLE = 9;

/** One person's usage in one team on one day: what nobody may come to know. */
interface Cell {
  readonly person: number;
  readonly team: number;
  readonly day: number;
}
const cells = fc.uniqueArray(
  fc.record({ person: fc.nat(PEOPLE - 1), team: fc.nat(TEAMS - 1), day: fc.nat(DAYS - 1) }),
  { minLength: 8, maxLength: 70, size: 'max', selector: ({ person, team, day }) => `${person} ${team} ${day}` },
);

const rowOf = (usage: readonly Cell[]): PeopleByDay => {
  const days = [...new Set(usage.map(({ day }) => FIRST_DAY + day))].sort((a, b) => a - b);
  const of = (day: number) => usage.filter((cell) => FIRST_DAY + cell.day === day).map(({ person }) => person);
  return { days, people: days.map((day) => [...new Set(of(day))]) };
};

type Kind = 'teams' | 'models';
const subjectOf = { teams: ({ team }: Cell) => `t${team}`, models: ({ team, day }: Cell) => `m${(team + day) % 2}` };

/** Everything that anybody below auditor can be told by boards of one kind, each answer as the cells that it adds up. */
function everyAnswer(usage: readonly Cell[], kind: Kind): number[][] {
  const plan = planOf(usage);
  const answers: number[][] = [];
  for (let from = FIRST_DAY - 1; from < FIRST_DAY + DAYS; from++) {
    for (let to = from + 1; to <= FIRST_DAY + DAYS; to++) {
      const groups = plan.shownIn(kind, from, to);
      const inside = ({ day }: Cell) => FIRST_DAY + day >= from && FIRST_DAY + day < to;
      if (plan.allows(from, to)) answers.push(usage.map((cell) => (inside(cell) ? 1 : 0)));
      for (const row of groups === null ? [] : [...groups.shown.map((subject) => [subject]), groups.small]) {
        answers.push(usage.map((cell) => (row.includes(subjectOf[kind](cell)) && inside(cell) ? 1 : 0)));
      }
    }
  }
  return answers;
}

function planOf(usage: readonly Cell[]): GroupPlan<Kind> {
  const rows = (kind: Kind) => {
    const subjects = [...new Set(usage.map(subjectOf[kind]))];
    const of = (subject: string) => rowOf(usage.filter((cell) => subjectOf[kind](cell) === subject));
    return new Map(subjects.map((subject) => [subject, of(subject)]));
  };
  const kinds = new Map([
    ['teams', rows('teams')],
    ['models', rows('models')],
  ] as const);
  return GroupPlan.of<Kind>(kinds, rowOf(usage), MIN_GROUP);
}

describe('whoever adds and takes off all that is shown', () => {
  it.each<Kind>(['teams', 'models'])('learns nothing of fewer people than a group needs: %s', (kind) => {
    let learned = 0;
    fc.assert(
      fc.property(cells, (usage) => {
        const known = independent(everyAnswer(usage, kind));
        learned += known.length;
        for (let one = 0; one < PEOPLE; one++) {
          for (let other = one; other < PEOPLE; other++) {
            const mine = usage.map(({ person }) => person === one || person === other);
            if (isolates(known, mine)) throw new Error(`${one} and ${other} stand alone`);
          }
        }
      }),
      { numRuns: 300 },
    );
    // not for want of answers
    expect(learned).toBeGreaterThan(300);
  });
});

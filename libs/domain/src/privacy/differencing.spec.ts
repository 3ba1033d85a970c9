import { describe, expect, it } from '@jest/globals';
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

/** Small enough that a product of two remainders is exact. */
const PRIME = 94_906_247;
function inverse(value: number): number {
  let [result, base, power] = [1, value, PRIME - 2];
  for (; power > 0; power = Math.floor(power / 2)) {
    if (power % 2 === 1) result = (result * base) % PRIME;
    base = (base * base) % PRIME;
  }
  return result;
}

/** Rows in echelon form: what can be known from all answers together, by adding and taking off. */
function echelon(rows: readonly (readonly number[])[]): number[][] {
  const basis: { pivot: number; row: number[] }[] = [];
  for (const given of rows) {
    const row = [...given];
    for (const { pivot, row: known } of basis) {
      const factor = row[pivot]!;
      if (factor !== 0)
        for (let i = 0; i < row.length; i++) row[i] = (((row[i]! - factor * known[i]!) % PRIME) + PRIME) % PRIME;
    }
    const pivot = row.findIndex((value) => value !== 0);
    if (pivot < 0) continue;
    const scale = inverse(row[pivot]!);
    basis.push({ pivot, row: row.map((value) => (value * scale) % PRIME) });
  }
  return basis.map(({ row }) => row);
}

/**
 * Something is known of these people alone exactly if some combination of answers cancels on everybody else and not on
 * them: if there are fewer independent answers once their cells are struck out.
 */
function isolates(known: readonly (readonly number[])[], usage: readonly Cell[], people: readonly number[]): boolean {
  const others = usage.flatMap(({ person }, i) => (people.includes(person) ? [] : [i]));
  return echelon(known.map((row) => others.map((i) => row[i]!))).length < known.length;
}

describe('whoever adds and takes off all that is shown', () => {
  it.each<Kind>(['teams', 'models'])(
    'learns nothing of fewer people than a group needs: %s',
    (kind) => {
      let learned = 0;
      fc.assert(
        fc.property(cells, (usage) => {
          const known = echelon(everyAnswer(usage, kind));
          learned += known.length;
          for (let one = 0; one < PEOPLE; one++) {
            for (let other = one; other < PEOPLE; other++) {
              if (isolates(known, usage, [one, other])) throw new Error(`${one} and ${other} stand alone`);
            }
          }
        }),
        { numRuns: 300 },
      );
      // not for want of answers
      expect(learned).toBeGreaterThan(300);
    },
    120_000,
  );
});

import type { Fact } from './made-up-load.fixture.js';

/** What the boards must say, counted from what was produced, in the plainest way there is. */
export interface Recount {
  readonly events: number;
  /** value of each subject; teams by name (null: no team), people by what they used, since their names are not shown */
  readonly byTeam: ReadonlyMap<string | null, number>;
  readonly byModel: ReadonlyMap<string, number>;
  readonly perPerson: readonly number[];
  readonly activeDaysPerPerson: readonly number[];
}

const DAY_MS = 24 * 3_600_000;

export function recount(facts: Iterable<Fact>, fromMs = -Infinity, toMs = Infinity): Recount {
  let events = 0;
  const byTeam = new Map<string | null, number>();
  const byModel = new Map<string, number>();
  const people = new Map<string, { tokens: number; days: Set<number> }>();
  for (const fact of facts) {
    if (fact.atMs < fromMs || fact.atMs >= toMs) continue;
    const tokens = fact.input + fact.output;
    events += 1;
    byTeam.set(fact.team, (byTeam.get(fact.team) ?? 0) + tokens);
    byModel.set(fact.model, (byModel.get(fact.model) ?? 0) + tokens);
    const person = people.get(fact.subject) ?? { tokens: 0, days: new Set<number>() };
    person.tokens += tokens;
    person.days.add(Math.floor(fact.atMs / DAY_MS));
    people.set(fact.subject, person);
  }
  const descending = (values: number[]) => values.sort((a, b) => b - a);
  return {
    events,
    byTeam,
    byModel,
    perPerson: descending([...people.values()].map(({ tokens }) => tokens)),
    activeDaysPerPerson: descending([...people.values()].map(({ days }) => days.size)),
  };
}

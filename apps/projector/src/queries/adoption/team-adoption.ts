import { gatherPeople, rosterInForce } from '@tallystick/domain';
import type { GroupBook, GroupRow, RosterRow } from '@tallystick/read-models';
import { dateName } from './adoption.params.js';
import { rowsOfKind } from '../privacy/group-sums.js';

/** How many of a team's people used anything in a week. */
export interface TeamAdoption {
  /** null: usage that states no team. */
  readonly team: string | null;
  /** People who used tokens on at least one day. */
  readonly active: number;
  /** People that the roster in force on the week's last day names; null where there is none. */
  readonly size: number | null;
  readonly share: number | null;
  readonly reached: boolean | null;
  /** People by the number of days on which they used tokens: one day, two, up to seven. */
  readonly daysUsed: readonly number[];
}

export interface Week {
  /** Days since 1970-01-01. */
  readonly from: number;
  readonly to: number;
  /** 0-1. */
  readonly target: number;
}

/** Of all teams together, or of those that are told together; `size` is known where every roster is. */
export function adoptionOf(
  name: string | null,
  rows: readonly GroupRow[],
  sizes: readonly (number | null)[],
  { from, to, target }: Week,
): TeamAdoption {
  const days = new Map<number, number>();
  for (let day = from; day < to; day++) {
    const people = new Set<number>();
    for (const row of rows) gatherPeople(people, row, day, day + 1);
    for (const person of people) days.set(person, (days.get(person) ?? 0) + 1);
  }
  const daysUsed = [1, 2, 3, 4, 5, 6, 7].map((n) => [...days.values()].filter((used) => used === n).length);
  const known = sizes.every((size) => size !== null) ? sizes.reduce((sum, size) => sum + size, 0) : 0;
  const size = known > 0 ? known : null;
  const share = size === null ? null : days.size / size;
  return { team: name, active: days.size, size, share, reached: share === null ? null : share >= target, daysUsed };
}

/** Size of each team on the week's last day; null without a roster, and of usage that states no team. */
export const sizesOf = (rosters: readonly RosterRow[], teams: readonly string[], { to }: Week): (number | null)[] =>
  teams.map((team) => rosterInForce(rosters, team, dateName(to - 1))?.size ?? null);

/** Teams that have a roster on the week's last day, with people in it. */
export const rosteredTeams = (rosters: readonly RosterRow[], { to }: Week): string[] =>
  [...new Set(rosters.map(({ team }) => team))].filter(
    (team) => (rosterInForce(rosters, team, dateName(to - 1))?.size ?? 0) > 0,
  );

export const teamRows = (book: GroupBook, teams: readonly string[]): GroupRow[] => rowsOfKind(book, 'teams', teams);

/**
 * Who stands behind a row of a board, day by day: days are whole local days, counted since 1970-01-01 by the calendar
 * alone, rising; people are small numbers that stand for pseudonyms, each at most once a day. Days without people are
 * left out.
 */
export interface PeopleByDay {
  readonly days: ArrayLike<number>;
  readonly people: readonly ArrayLike<number>[];
}

/** Index of the first day that is not before `day`. */
export function firstDayFrom({ days }: PeopleByDay, day: number): number {
  let [from, to] = [0, days.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (days[middle]! < day) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Adds the people of the days in `[from, to)`; stops when `enough` are known. */
export function gatherPeople(into: Set<number>, row: PeopleByDay, from: number, to: number, enough = Infinity): void {
  for (let i = firstDayFrom(row, from); i < row.days.length && row.days[i]! < to; i++) {
    const people = row.people[i]!;
    for (let j = 0; j < people.length; j++) into.add(people[j]!);
    if (into.size >= enough) return;
  }
}

/** People with usage in `[from, to)`. */
export function countPeople(row: PeopleByDay, from: number, to: number): number {
  const people = new Set<number>();
  gatherPeople(people, row, from, to);
  return people.size;
}

/** Rows together as one. */
export function mergePeople(rows: readonly PeopleByDay[]): PeopleByDay {
  const byDay = new Map<number, Set<number>>();
  for (const { days, people } of rows) {
    for (let i = 0; i < days.length; i++) {
      let together = byDay.get(days[i]!);
      if (together === undefined) byDay.set(days[i]!, (together = new Set()));
      for (let j = 0; j < people[i]!.length; j++) together.add(people[i]![j]!);
    }
  }
  const days = [...byDay.keys()].sort((a, b) => a - b);
  return { days, people: days.map((day) => [...byDay.get(day)!]) };
}

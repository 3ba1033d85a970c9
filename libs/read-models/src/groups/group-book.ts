import type { PeopleByDay } from '@tallystick/domain';

/** Boards of groups: all but that of people. */
export const GROUP_KINDS = ['teams', 'models', 'projects', 'agents', 'sources'] as const;
export type GroupKind = (typeof GROUP_KINDS)[number];

/** What is summed of a day, in this order. */
export const GROUP_SUMS = ['input', 'output', 'cacheRead', 'cacheWrite', 'reasoning', 'events'] as const;

/** A subject's people and sums by day; days are counted since 1970-01-01 by the calendar of the kept zone. */
export interface GroupRow extends PeopleByDay {
  readonly days: readonly number[];
  readonly people: readonly Uint32Array[];
  /** In the order of GROUP_SUMS; a day's sum is told exactly below 2^53. */
  readonly sums: readonly Float64Array[];
}

/** Rows by subject; '' stands for "not stated". */
export interface GroupRows {
  readonly kinds: ReadonlyMap<GroupKind, ReadonlyMap<string, GroupRow>>;
  readonly everybody: GroupRow;
}

/** One day of one subject. */
export interface DayOfGroup {
  readonly people: Uint32Array;
  readonly sums: Float64Array;
}
/** One day of everything. */
export interface GroupDay {
  readonly kinds: ReadonlyMap<GroupKind, ReadonlyMap<string, DayOfGroup>>;
  readonly everybody: DayOfGroup;
}

/** Lays days side by side, by subject. */
export function rowsOf(days: ReadonlyMap<number, GroupDay>): GroupRows {
  const kinds = new Map(GROUP_KINDS.map((kind) => [kind, new Map<string, GrowingRow>()] as const));
  const everybody = emptyRow();
  for (const [day, record] of [...days].sort(([a], [b]) => a - b)) {
    if (record.everybody.people.length > 0) grow(everybody, day, record.everybody);
    for (const [kind, subjects] of record.kinds) {
      const rows = kinds.get(kind)!;
      for (const [subject, ofDay] of subjects) {
        let row = rows.get(subject);
        if (row === undefined) rows.set(subject, (row = emptyRow()));
        grow(row, day, ofDay);
      }
    }
  }
  return { kinds, everybody };
}

interface GrowingRow {
  readonly days: number[];
  readonly people: Uint32Array[];
  readonly sums: Float64Array[];
}
const emptyRow = (): GrowingRow => ({ days: [], people: [], sums: [] });

function grow(row: GrowingRow, day: number, { people, sums }: DayOfGroup): void {
  row.days.push(day);
  row.people.push(people);
  row.sums.push(sums);
}

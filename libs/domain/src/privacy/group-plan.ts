import { compareUtf8 } from '../ranking/compare-utf8.js';
import { DayCuts } from './day-cuts.js';
import { firstDayFrom, gatherPeople, mergePeople, type PeopleByDay } from './people-by-day.js';

/** The rows of one kind of board by subject ('' for "not stated"). */
export type GroupRows = ReadonlyMap<string, PeopleByDay>;

/** Which rows are shown by themselves in a stretch of days, and which stand together in one. */
export interface ShownGroups {
  readonly shown: readonly string[];
  readonly small: readonly string[];
}

/** One row that may be shown: a subject, or the small ones together. */
interface Group {
  readonly subjects: readonly string[];
  readonly row: PeopleByDay;
  readonly cuts: DayCuts;
}

/** Sizes are told apart up to so many groups; which of two larger ones is joined first does not matter. */
const SIZES_TOLD_APART = 20;
/** People of one side that are held against the other, in groups: enough to find one group on both. */
const SIDE_LOOKED_AT = 50;

/**
 * What may be shown of the people behind boards without telling of fewer than `minGroup` of them, whatever answers of one
 * kind of board are added up and taken off each other, together with the sums over everybody.
 *
 * - Subjects with too few people of all time are one row from the start, joined by the next smallest until that has
 *   enough.
 * - Each row's time is cut where `DayCuts` says, and everybody's likewise; a stretch of days is answered only from cut to
 *   cut of everybody's time. A row that has no cut at one of its ends stands among the small ones there.
 * - Then what is shown, taken off everybody, tells of what the uncut rows hold on one side of a cut. So a cut of
 *   everybody's stays only where people enough stand on both sides of it in uncut rows: whichever side is taken, they
 *   are in it. Where they are too few, the next smallest rows give up their cut too; where that does not help, everybody's.
 */
export class GroupPlan<Kind extends string> {
  private constructor(
    private readonly groups: ReadonlyMap<Kind, readonly Group[]>,
    /** Everybody's cuts; none: too few people for anything. */
    private readonly cuts: DayCuts | null,
  ) {}

  static of<Kind extends string>(
    kinds: ReadonlyMap<Kind, GroupRows>,
    everybody: PeopleByDay,
    minGroup: number,
  ): GroupPlan<Kind> {
    const enough = sizeOf(everybody, minGroup) >= minGroup;
    if (!enough) return new GroupPlan(new Map(), null);
    const groups = new Map([...kinds].map(([kind, rows]) => [kind, groupsOf(rows, minGroup)] as const));
    const cuts = DayCuts.of(everybody, minGroup);
    new Settling([...groups.values()], minGroup).settle(cuts);
    return new GroupPlan(groups, cuts);
  }

  /** Whether sums over everybody may be told of the days `[from, to)`. */
  allows(from: number, to: number): boolean {
    return this.cuts !== null && this.cuts.at(from) && this.cuts.at(to);
  }

  /** null: nothing may be told of these days. */
  shownIn(kind: Kind, from: number, to: number): ShownGroups | null {
    if (!this.allows(from, to)) return null;
    const groups = this.groups.get(kind) ?? [];
    const alone = ({ subjects, cuts }: Group) => subjects.length === 1 && cuts.at(from) && cuts.at(to);
    return {
      shown: groups.filter(alone).flatMap(({ subjects }) => subjects),
      small: groups.filter((group) => !alone(group)).flatMap(({ subjects }) => subjects),
    };
  }
}

const sizeOf = (row: PeopleByDay, most: number): number => {
  const people = new Set<number>();
  gatherPeople(people, row, -Infinity, Infinity, most);
  return people.size;
};

/** Smallest first; those with too few people are one. */
function groupsOf(rows: GroupRows, minGroup: number): Group[] {
  const bySize = [...rows]
    .map(([subject, row]) => ({ subject, row, size: sizeOf(row, SIZES_TOLD_APART * minGroup) }))
    .sort((a, b) => a.size - b.size || compareUtf8(a.subject, b.subject));
  const people = new Set<number>();
  let joined = 0;
  while (joined < bySize.length && (bySize[joined]!.size < minGroup || (joined > 0 && people.size < minGroup))) {
    gatherPeople(people, bySize[joined++]!.row, -Infinity, Infinity, minGroup);
  }
  const small = bySize.slice(0, joined);
  const group = (subjects: readonly string[], row: PeopleByDay): Group => ({
    subjects,
    row,
    cuts: DayCuts.of(row, minGroup),
  });
  return [
    ...(small.length === 0
      ? []
      : [
          group(
            small.map(({ subject }) => subject),
            mergePeople(small.map(({ row }) => row)),
          ),
        ]),
    ...bySize.slice(joined).map(({ subject, row }) => group([subject], row)),
  ];
}

/** Keeps of everybody's cuts those that all kinds of boards can bear. */
class Settling {
  /** Rising. */
  private readonly kept: number[] = [-Infinity, Infinity];

  constructor(
    private readonly kinds: readonly (readonly Group[])[],
    private readonly minGroup: number,
  ) {}

  settle(cuts: DayCuts): void {
    for (const day of cuts.made) if (!this.keep(day)) cuts.close(day);
  }

  private keep(day: number): boolean {
    const at = this.kept.findIndex((other) => other > day);
    const [before, after] = [this.kept[at - 1]!, this.kept[at]!];
    const borne =
      this.bearable(day, before, after) &&
      // the neighbours' sides grow shorter
      (before === -Infinity || this.bearable(before, this.kept[at - 2]!, day)) &&
      (after === Infinity || this.bearable(after, day, this.kept[at + 1]!));
    if (borne) this.kept.splice(at, 0, day);
    return borne;
  }

  private bearable(day: number, from: number, to: number): boolean {
    return this.kinds.every((groups) => this.bearableFor(groups, day, from, to));
  }

  private bearableFor(groups: readonly Group[], day: number, from: number, to: number): boolean {
    const uncut = groups.filter(({ cuts }) => !cuts.at(day));
    if (uncut.length === 0) return true;
    const people = new Set<number>();
    for (const group of uncut) this.addBothSides(people, group, day, from, to);
    for (const group of groups) {
      if (people.size >= this.minGroup) break;
      if (group.cuts.close(day)) this.addBothSides(people, group, day, from, to);
    }
    return people.size >= this.minGroup;
  }

  /** Adds the people that a row has both before and after a day, between its own cuts and the next ones of everybody. */
  private addBothSides(into: Set<number>, { row, cuts }: Group, day: number, from: number, to: number): void {
    const piece = cuts.pieceAround(day, Math.max(from, row.days[0]!), Math.min(to, row.days[row.days.length - 1]! + 1));
    const before = new Set<number>();
    gatherPeople(before, row, piece.from, day, SIDE_LOOKED_AT * this.minGroup);
    for (let i = firstDayFrom(row, day); i < row.days.length && row.days[i]! < piece.to; i++) {
      const people = row.people[i]!;
      for (let j = 0; j < people.length; j++) if (before.has(people[j]!)) into.add(people[j]!);
      if (into.size >= this.minGroup) return;
    }
  }
}

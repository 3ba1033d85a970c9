import { firstDayFrom, type PeopleByDay } from './people-by-day.js';

const DAY_MS = 86_400_000;

/**
 * The days at which a row's time may be cut, so that no difference of two stretches tells of fewer than `minGroup`
 * people: between two cuts lie none or enough of them, and only stretches from cut to cut are shown. Whoever adds and
 * takes off what is shown then always holds whole pieces between cuts.
 *
 * Coarse cuts come first (years, quarters, months, ISO weeks, days), since people ask for whole months more than for a
 * Sunday; a finer one is only made where it leaves enough people on both sides.
 */
export class DayCuts {
  private constructor(
    private readonly first: number,
    private readonly last: number,
    private readonly cuts: Set<number>,
  ) {}

  static of(row: PeopleByDay, minGroup: number): DayCuts {
    const { days } = row;
    if (days.length === 0) return new DayCuts(Infinity, -Infinity, new Set());
    const [first, last] = [days[0]!, days[days.length - 1]!];
    const cuts = new Set<number>();
    let pieces: Piece[] = [{ from: first, to: last + 1 }];
    for (const level of LEVELS) {
      pieces = pieces.flatMap((piece) => split(row, piece, level, minGroup));
      for (const { from } of pieces.slice(1)) cuts.add(from);
    }
    return new DayCuts(first, last, cuts);
  }

  /** The cuts that were made, the coarse ones first. */
  get made(): readonly number[] {
    return [...this.cuts];
  }

  /** Whether time may be cut where a day begins: always where the row has nothing before, or nothing behind. */
  at(day: number): boolean {
    return day <= this.first || day > this.last || this.cuts.has(day);
  }

  /** Joins the two pieces that meet here. */
  close(day: number): boolean {
    return this.cuts.delete(day);
  }

  /** The piece that holds a day, no longer than `[from, to)`. */
  pieceAround(day: number, from: number, to: number): Piece {
    let [start, end] = [day, day + 1];
    while (start > from && !this.at(start)) start--;
    while (end < to && !this.at(end)) end++;
    return { from: start, to: end };
  }
}

/** Days from `from` up to, not including, `to`. */
export interface Piece {
  readonly from: number;
  readonly to: number;
}

/** Years, quarters, months, weeks, days. */
const LEVELS = [0, 1, 2, 3, 4] as const;
/** Some decades of days; emptied when full. */
const MAX_DAYS_KNOWN = 20_000;
const levels = new Map<number, number>();

/** The coarsest unit that begins on a day. */
function levelOf(day: number): number {
  let level = levels.get(day);
  if (level === undefined) {
    if (levels.size >= MAX_DAYS_KNOWN) levels.clear();
    levels.set(day, (level = workOutLevel(new Date(day * DAY_MS))));
  }
  return level;
}

function workOutLevel(date: Date): number {
  if (date.getUTCDate() === 1) return date.getUTCMonth() === 0 ? 0 : date.getUTCMonth() % 3 === 0 ? 1 : 2;
  return date.getUTCDay() === 1 ? 3 : 4;
}

/** Cuts a piece where a coarser unit begins, oldest first. */
function split(row: PeopleByDay, piece: Piece, level: number, minGroup: number): Piece[] {
  const { days } = row;
  const { latest, last } = latestCut(row, piece, minGroup);
  const pieces: Piece[] = [];
  let from = piece.from;
  let people = new Set<number>();
  let i = firstDayFrom(row, from);
  for (let day = from + 1; day < piece.to; day++) {
    for (; i < days.length && days[i]! < day; i++) addPeople(people, row.people[i]!, minGroup);
    if (levelOf(day) > level || (people.size > 0 && people.size < minGroup) || (day > latest && day <= last)) continue;
    pieces.push({ from, to: day });
    from = day;
    people = new Set();
  }
  pieces.push({ from, to: piece.to });
  return pieces;
}

/** The last day of a piece with people, and the last at which it may be cut so that enough of them stand behind. */
function latestCut(row: PeopleByDay, { from, to }: Piece, minGroup: number): { latest: number; last: number } {
  const people = new Set<number>();
  const lastAt = firstDayFrom(row, to) - 1;
  const last = row.days[lastAt] ?? from;
  for (let i = lastAt; i >= 0 && row.days[i]! >= from; i--) {
    addPeople(people, row.people[i]!, minGroup);
    if (people.size >= minGroup) return { latest: row.days[i]!, last };
  }
  return { latest: from, last };
}

/** As many as matter: whether there are enough. */
function addPeople(into: Set<number>, people: ArrayLike<number>, enough: number): void {
  for (let j = 0; j < people.length && into.size < enough; j++) into.add(people[j]!);
}

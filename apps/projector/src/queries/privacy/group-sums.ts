import { firstDayFrom } from '@tallystick/domain';
import { GROUP_SUMS, type GroupBook, type GroupKind, type GroupRow, type Metric } from '@tallystick/read-models';

/** Sums over some subjects of a kind in a stretch of days. */
export interface GroupSums {
  readonly input: bigint;
  readonly output: bigint;
  readonly cacheRead: bigint;
  readonly cacheWrite: bigint;
  readonly reasoning: bigint;
  readonly events: bigint;
}

const WIDTH = GROUP_SUMS.length;

export function sumsOf(rows: readonly GroupRow[], from: number, to: number): GroupSums {
  const sums = new Float64Array(WIDTH);
  // beyond what a double holds exactly
  const over = new Array<bigint>(WIDTH).fill(0n);
  for (const row of rows) {
    const [first, end] = [firstDayFrom(row, from), firstDayFrom(row, to)];
    if (first === end) continue;
    const before = runningSums(row);
    for (let j = 0; j < WIDTH; j++) {
      const part = before[end * WIDTH + j]! - before[first * WIDTH + j]!;
      if (before[end * WIDTH + j]! > Number.MAX_SAFE_INTEGER) over[j]! += addedUp(row, j, first, end);
      else if (sums[j]! + part > Number.MAX_SAFE_INTEGER) over[j]! += BigInt(part);
      else sums[j]! += part;
    }
  }
  const [input, output, cacheRead, cacheWrite, reasoning, events] = over.map((more, j) => more + BigInt(sums[j]!));
  return {
    input: input!,
    output: output!,
    cacheRead: cacheRead!,
    cacheWrite: cacheWrite!,
    reasoning: reasoning!,
    events: events!,
  };
}

/** Sums over all days before each; worked out once for a row, which never changes. */
const running = new WeakMap<GroupRow, Float64Array>();

function runningSums(row: GroupRow): Float64Array {
  let sums = running.get(row);
  if (sums !== undefined) return sums;
  sums = new Float64Array((row.days.length + 1) * WIDTH);
  for (let i = 0; i < row.days.length; i++) {
    for (let j = 0; j < WIDTH; j++) sums[(i + 1) * WIDTH + j] = sums[i * WIDTH + j]! + row.sums[i]![j]!;
  }
  running.set(row, sums);
  return sums;
}

const addedUp = (row: GroupRow, j: number, first: number, end: number): bigint =>
  row.sums.slice(first, end).reduce((sum, ofDay) => sum + BigInt(ofDay[j]!), 0n);

/** Days with usage of any of the rows. */
export function activeDaysOf(rows: readonly GroupRow[], from: number, to: number): number {
  const days = new Set<number>();
  for (const row of rows) {
    for (let i = firstDayFrom(row, from); i < row.days.length && row.days[i]! < to; i++) days.add(row.days[i]!);
  }
  return days.size;
}

export const rowsOfKind = (book: GroupBook, kind: GroupKind, subjects: readonly string[]): GroupRow[] =>
  subjects.flatMap((subject) => book.rows.kinds.get(kind)?.get(subject) ?? []);

export const totalOf = (sums: GroupSums): bigint =>
  sums.input + sums.output + sums.cacheRead + sums.cacheWrite + sums.reasoning;

export const valueOf = (sums: GroupSums, metric: Exclude<Metric, 'cost' | 'activeDays'>): bigint =>
  metric === 'tokens' ? totalOf(sums) : sums[metric];

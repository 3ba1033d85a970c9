import { GROUP_SUMS, type GroupBook, type GroupKind, type GroupRow, type Metric } from '@tallystick/read-models';

/** Sums over some subjects of a kind in a stretch of days. */
export interface GroupSums {
  readonly input: bigint;
  readonly output: bigint;
  readonly cacheRead: bigint;
  readonly cacheWrite: bigint;
  readonly reasoning: bigint;
  readonly events: bigint;
  /** Days with usage. */
  readonly activeDays: bigint;
}

export function sumsOf(rows: readonly GroupRow[], from: number, to: number): GroupSums {
  const sums = GROUP_SUMS.map(() => 0n);
  const days = new Set<number>();
  for (const row of rows) {
    const part = new Float64Array(GROUP_SUMS.length);
    for (let i = firstFrom(row.days, from); i < row.days.length && row.days[i]! < to; i++) {
      days.add(row.days[i]!);
      for (let j = 0; j < part.length; j++) {
        const more = part[j]! + row.sums[i]![j]!;
        // a double holds it exactly up to there
        if (more <= Number.MAX_SAFE_INTEGER) part[j] = more;
        else sums[j]! += BigInt(row.sums[i]![j]!);
      }
    }
    for (let j = 0; j < part.length; j++) sums[j]! += BigInt(part[j]!);
  }
  const [input, output, cacheRead, cacheWrite, reasoning, events] = sums as [
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  return { input, output, cacheRead, cacheWrite, reasoning, events, activeDays: BigInt(days.size) };
}

export const rowsOfKind = (book: GroupBook, kind: GroupKind, subjects: readonly string[]): GroupRow[] =>
  subjects.flatMap((subject) => book.rows.kinds.get(kind)?.get(subject) ?? []);

export const totalOf = (sums: GroupSums): bigint =>
  sums.input + sums.output + sums.cacheRead + sums.cacheWrite + sums.reasoning;

export const valueOf = (sums: GroupSums, metric: Exclude<Metric, 'cost'>): bigint =>
  metric === 'tokens' ? totalOf(sums) : sums[metric];

function firstFrom(days: readonly number[], day: number): number {
  let [from, to] = [0, days.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (days[middle]! < day) from = middle + 1;
    else to = middle;
  }
  return from;
}

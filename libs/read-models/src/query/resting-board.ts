import type { SqlSession } from '../sql/sql-store.js';
import type { BoardTop } from './board-page.js';
import { Params } from './params.js';
import type { SummedMetric } from './subject-columns.js';
import { METRIC_SQL } from './subject-columns.js';
import { windowSums } from './window-sums.js';
import type { SumsQuestion } from './window-sums.js';

const METRICS = Object.keys(METRIC_SQL) as SummedMetric[];

/** All sums of one board of actors, held in memory: pseudonyms in byte order (they are ASCII), a column a metric. */
export class RestingBoard {
  private constructor(
    private readonly subjects: readonly string[],
    private readonly columns: Readonly<Record<SummedMetric, Float64Array>>,
  ) {}

  get rows(): number {
    return this.subjects.length;
  }

  /** Null when a sum is too large for a double to hold exactly. Names that are known are not held twice. */
  static async load(
    session: SqlSession,
    question: SumsQuestion,
    known: Map<string, string>,
  ): Promise<RestingBoard | null> {
    const params = new Params();
    const lists = METRICS.map((metric) => `string_agg((${METRIC_SQL[metric]})::text, ',') as "${metric}"`);
    const [row] = await session.query<Record<SummedMetric | 'subjects', string | null>>(
      `select string_agg(subject, ',') as subjects, ${lists.join(', ')}
       from (select * from (${windowSums(question, params)}) as sums order by subject collate "C") as board`,
      params.values,
    );
    const subjects = row?.subjects?.split(',') ?? [];
    const columns = {} as Record<SummedMetric, Float64Array>;
    for (const metric of METRICS) {
      columns[metric] = Float64Array.from(row?.[metric]?.split(',') ?? [], Number);
      if (columns[metric].some((value) => value > Number.MAX_SAFE_INTEGER)) return null;
    }
    return new RestingBoard(
      subjects.map((subject) => sharedText(known, subject)),
      columns,
    );
  }

  /** The first rows, best first, equals by name; and the sum over all. */
  top(metric: SummedMetric, limit: number): BoardTop {
    const values = this.columns[metric];
    const floor = values.toSorted()[Math.max(0, values.length - limit)] ?? 0;
    const best: number[] = [];
    values.forEach((value, i) => value >= floor && best.push(i));
    // `best` rises by name, and the sort keeps the order of equals
    best.sort((a, b) => values[b]! - values[a]!);
    return {
      entries: best.slice(0, limit).map((i) => ({ subject: this.subjects[i]!, value: BigInt(values[i]!) })),
      total: exactSum(values),
    };
  }

  ranks(metric: SummedMetric, subjects: readonly (string | null)[]): ReadonlyMap<string | null, number> {
    const values = this.columns[metric];
    const rising = values.toSorted();
    const ranks = new Map<string | null, number>();
    for (const subject of subjects) {
      const at = subject === null ? -1 : firstNotBelow(this.subjects, subject);
      if (this.subjects[at] !== subject) continue;
      ranks.set(subject, rising.length - firstAbove(rising, values[at]!) + 1);
    }
    return ranks;
  }
}

function sharedText(known: Map<string, string>, text: string): string {
  const shared = known.get(text);
  if (shared !== undefined) return shared;
  known.set(text, text);
  return text;
}

function exactSum(values: Float64Array): bigint {
  let sum = 0;
  for (const value of values) sum += value;
  if (sum <= Number.MAX_SAFE_INTEGER) return BigInt(sum);
  return values.reduce((exact, value) => exact + BigInt(value), 0n);
}

const firstNotBelow = (rising: readonly string[], text: string): number =>
  search(rising.length, (i) => rising[i]! >= text);
const firstAbove = (rising: Float64Array, value: number): number => search(rising.length, (i) => rising[i]! > value);

/** The first index for which it holds, given that it holds for all behind it. */
function search(length: number, holds: (index: number) => boolean): number {
  let [from, to] = [0, length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (holds(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}

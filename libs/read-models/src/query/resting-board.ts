import type { SqlSession } from '../sql/sql-store.js';
import type { BoardTop } from './board-page.js';
import { Params } from './params.js';
import type { SummedMetric } from './subject-columns.js';
import { METRIC_SQL } from './subject-columns.js';
import { windowSums } from './window-sums.js';
import type { SumsQuestion } from './window-sums.js';

const METRICS = Object.keys(METRIC_SQL) as SummedMetric[];

/** Rows of one statement: a question that comes meanwhile waits for no more than that, some milliseconds. */
const PAGE_ROWS = 2_000;

/** Asks the tables as they stood at one position; undefined once they have moved on. */
export type AskAtRest = <T>(work: (session: SqlSession) => Promise<T>) => Promise<T | undefined>;

type Columns<T> = Readonly<Record<SummedMetric, T>>;

/** All sums of one board of actors, held in memory: pseudonyms in byte order (they are ASCII), a column a metric. */
export class RestingBoard {
  private constructor(
    private readonly subjects: readonly string[],
    private readonly columns: Columns<Float64Array>,
  ) {}

  get rows(): number {
    return this.subjects.length;
  }

  /**
   * Undefined when the tables moved on meanwhile, null when a sum is too large for a double to hold exactly. Names that
   * are known are not held twice.
   */
  static async load(
    ask: AskAtRest,
    question: SumsQuestion,
    known: Map<string, string>,
  ): Promise<RestingBoard | null | undefined> {
    const subjects: string[] = [];
    const values = columnsOf<number[]>(() => []);
    for (let full = true; full;) {
      const page = await ask((session) => pageBehind(session, question, subjects.at(-1) ?? ''));
      if (page === undefined) return undefined;
      for (const subject of page.subjects) subjects.push(sharedText(known, subject));
      for (const metric of METRICS) for (const value of page.values[metric]) values[metric].push(Number(value));
      full = page.subjects.length === PAGE_ROWS;
    }
    const columns = columnsOf((metric) => Float64Array.from(values[metric]));
    if (METRICS.some((metric) => columns[metric].some((value) => value > Number.MAX_SAFE_INTEGER))) return null;
    return new RestingBoard(subjects, columns);
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

const columnsOf = <T>(make: (metric: SummedMetric) => T): Columns<T> =>
  Object.fromEntries(METRICS.map((metric) => [metric, make(metric)])) as Columns<T>;

/** The next rows by name, in the order of the cells' key. One text a column: ten times less to take apart than rows. */
async function pageBehind(
  session: SqlSession,
  question: SumsQuestion,
  last: string,
): Promise<{ readonly subjects: readonly string[]; readonly values: Columns<readonly string[]> }> {
  const params = new Params();
  const lists = METRICS.map((metric) => `string_agg((${METRIC_SQL[metric]})::text, ',') as "${metric}"`);
  const [row] = await session.query<Record<SummedMetric | 'subjects', string | null>>(
    `select string_agg(subject, ',') as subjects, ${lists.join(', ')}
     from (select * from (${windowSums(question, params)}) as sums
           where subject > ${params.add(last, 'text')} order by subject limit ${params.add(PAGE_ROWS, 'integer')}) as board`,
    params.values,
  );
  const list = (text: string | null | undefined): string[] => text?.split(',') ?? [];
  return { subjects: list(row?.subjects), values: columnsOf((metric) => list(row?.[metric])) };
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

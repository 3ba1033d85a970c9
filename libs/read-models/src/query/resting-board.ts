import type { Metric } from '../read-models.js';
import type { SqlSession } from '../sql/sql-store.js';
import type { BoardTop, BoardTotal } from './board-page.js';
import { Params } from './params.js';
import { RestingColumn, search } from './resting-column.js';
import type { SummedMetric } from './subject-columns.js';
import { BOARD_SQL, METRIC_SQL, NO_PRICE } from './subject-columns.js';
import type { PricesAsked } from './usage-cost.js';
import { windowSums } from './window-sums.js';
import type { SumsQuestion } from './window-sums.js';

const METRICS = Object.keys(METRIC_SQL) as SummedMetric[];

/** Rows of one statement: a question that comes meanwhile waits for no more than that, some milliseconds. */
const PAGE_ROWS = 1_000;

/** Asks the tables while the same numbers stand in them; undefined once they have changed. */
export type AskAtRest = <T>(work: (session: SqlSession) => Promise<T>) => Promise<T | undefined>;
export type RestingQuestion = SumsQuestion & { readonly prices: PricesAsked };

type Columns<T> = Readonly<Record<SummedMetric, T>>;

/** All sums of one board of actors, held in memory: pseudonyms in byte order (they are ASCII), a column a metric. */
export class RestingBoard {
  private constructor(
    private readonly subjects: readonly string[],
    private readonly columns: Readonly<Record<Metric, RestingColumn>>,
    private readonly costs: BoardTotal,
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
    question: RestingQuestion,
    known: Map<string, string>,
  ): Promise<RestingBoard | null | undefined> {
    const subjects: string[] = [];
    const values = columnsOf<number[]>(() => []);
    const costs: string[] = [];
    let priced = 0n;
    for (let full = true; full;) {
      const page = await ask((session) => pageBehind(session, question, subjects.at(-1) ?? ''));
      if (page === undefined) return undefined;
      for (const subject of page.subjects) subjects.push(sharedText(known, subject));
      for (const metric of METRICS) for (const value of page.values[metric]) values[metric].push(Number(value));
      for (const cost of page.costs) costs.push(cost);
      priced += page.priced;
      full = page.subjects.length === PAGE_ROWS;
    }
    const columns = {
      ...columnsOf((metric) => RestingColumn.ofNumbers(values[metric])),
      cost: RestingColumn.ofCosts(costs),
    };
    if (Object.values(columns).some(({ isExact }) => !isExact)) return null;
    return new RestingBoard(subjects, columns, { value: columns.cost.sum, priced, tokens: columns.tokens.sum });
  }

  /** The first rows, best first, equals by name; and the sum over all. */
  top(metric: Metric, limit: number): BoardTop {
    const column = this.columns[metric];
    return {
      entries: column.top(limit).map((at) => ({ subject: this.subjects[at]!, value: column.value(at) })),
      total: metric === 'cost' ? this.costs : { value: column.sum },
    };
  }

  ranks(metric: Metric, subjects: readonly (string | null)[]): ReadonlyMap<string | null, number> {
    const ranks = new Map<string | null, number>();
    for (const subject of subjects) {
      const at = subject === null ? -1 : search(this.subjects.length, (i) => this.subjects[i]! >= subject);
      if (this.subjects[at] === subject) ranks.set(subject, this.columns[metric].rank(at));
    }
    return ranks;
  }
}

const columnsOf = <T>(make: (metric: SummedMetric) => T): Columns<T> =>
  Object.fromEntries(METRICS.map((metric) => [metric, make(metric)])) as Columns<T>;

interface Page {
  readonly subjects: readonly string[];
  readonly values: Columns<readonly string[]>;
  readonly costs: readonly string[];
  /** Tokens of these rows that have a price. */
  readonly priced: bigint;
}

/** The next rows by name, in the order of the cells' key. One text a column: ten times less to take apart than rows. */
async function pageBehind(session: SqlSession, question: RestingQuestion, last: string): Promise<Page> {
  const params = new Params();
  const lists = METRICS.map((metric) => `string_agg((${METRIC_SQL[metric]})::text, ',') as "${metric}"`);
  // without a price book there is nothing to read but that there are no costs
  const unlisted = question.prices.book === null;
  const costs = unlisted
    ? ''
    : `, string_agg((${BOARD_SQL.cost})::text, ',') as cost, sum(priced_tokens)::text as priced`;
  const [row] = await session.query<Partial<Record<Metric | 'subjects' | 'priced', string | null>>>(
    `select string_agg(subject, ',') as subjects, ${lists.join(', ')}${costs}
     from (select * from (${windowSums(question, params)}) as sums
           where subject > ${params.add(last, 'text')} order by subject limit ${params.add(PAGE_ROWS, 'integer')}) as board`,
    params.values,
  );
  const list = (text: string | null | undefined): string[] => text?.split(',') ?? [];
  const subjects = list(row?.subjects);
  return {
    subjects,
    values: columnsOf((metric) => list(row?.[metric])),
    costs: unlisted ? subjects.map(() => String(NO_PRICE)) : list(row?.cost),
    priced: BigInt(row?.priced ?? 0),
  };
}

function sharedText(known: Map<string, string>, text: string): string {
  const shared = known.get(text);
  if (shared !== undefined) return shared;
  known.set(text, text);
  return text;
}

import { windowOf, type PriceChange } from '@tallystick/domain';
import { BUCKETS } from '@tallystick/events';
import type { LocalCalendar } from '../calendar/local-calendar.js';
import { SUBJECTS } from '../read-models.js';
import { COLUMN_OF } from '../query/subject-columns.js';
import { COST, PRICED_TOKENS } from '../query/usage-cost.js';
import { numberArray, textArray } from '../sql/array-literal.js';
import type { SqlSession } from '../sql/sql-store.js';
import type { BoardSums } from './board-sums.js';

/** Local days a statement: bounds the rows of its answer, one for each subject and day. */
const DAYS_PER_STATEMENT = 7;
const UTC_DAY_MS = 86_400_000;
const SUBJECT_COLUMNS = SUBJECTS.map((subject) => COLUMN_OF[subject]);

/** A price that usage in a stretch of time costs more (1) or less (-1) than before. */
interface Repricing {
  readonly provider: string;
  readonly model: string;
  readonly sign: 1 | -1;
  readonly from: string;
  readonly to: string;
  readonly prices: readonly (number | null)[];
}

/**
 * Brings changes of the price book into the boards, for all usage that stands in the tables already: what the old prices
 * put on is taken off, and what the new ones say put on.
 */
export async function reprice(
  session: SqlSession,
  schema: string,
  calendar: LocalCalendar,
  changes: readonly PriceChange[],
  boards: BoardSums,
): Promise<void> {
  const parameters = parametersOf(changes.flatMap(repricings));
  let doneMs = -Infinity;
  for (const dayMs of await utcDaysInvolved(session, schema, parameters)) {
    if (dayMs + UTC_DAY_MS <= doneMs) continue;
    const starts = localDays(Math.max(dayMs, doneMs), calendar.zone);
    doneMs = starts.at(-1)!;
    for (const row of await costsByDay(session, schema, parameters, starts)) {
      const day = calendar.dayOf(starts[row.day - 1]!);
      boards.addCost(row.kind, day, row.subject, { femtoUsd: BigInt(row.cost), pricedTokens: Number(row.priced) });
    }
    await boards.relieve();
  }
}

function repricings({ provider, model, now, before }: PriceChange): Repricing[] {
  const spans = [{ span: now, sign: 1 as const }, ...before.map((span) => ({ span, sign: -1 as const }))];
  return spans.map(({ span: { fromMs, toMs, listing }, sign }) => ({
    ...{ provider, model, sign },
    from: new Date(fromMs).toISOString(),
    to: toMs === Infinity ? 'infinity' : new Date(toMs).toISOString(),
    prices: BUCKETS.map((bucket) => listing.data.perMillion[bucket] ?? null),
  }));
}

const parametersOf = (all: readonly Repricing[]): string[] => [
  textArray(all.map(({ provider }) => provider)),
  textArray(all.map(({ model }) => model)),
  numberArray(all.map(({ sign }) => sign)),
  textArray(all.map(({ from }) => from)),
  textArray(all.map(({ to }) => to)),
  ...BUCKETS.map((_, i) => `{${all.map(({ prices }) => prices[i] ?? 'NULL').join(',')}}`),
];

const REPRICING = `repricing as materialized (
    select * from unnest($1::text::text[], $2::text::text[], $3::text::integer[], $4::text::timestamptz[],
      $5::text::timestamptz[], $6::text::numeric[], $7::text::numeric[], $8::text::numeric[], $9::text::numeric[],
      $10::text::numeric[]) as r (provider, model, sign, from_at, to_at, input, output, cache_read, cache_write, reasoning))`;

const involved = (schema: string, table: string): string => `${schema}.${table} as u join repricing as r
    on r.provider = u.provider and r.model = u.model and u.occurred_at >= r.from_at and u.occurred_at < r.to_at`;

/** First instants of the days of UTC on which usage costs something else now, by time. */
async function utcDaysInvolved(session: SqlSession, schema: string, parameters: readonly string[]): Promise<number[]> {
  const day = `floor(extract(epoch from u.occurred_at) / 86400)::integer as day`;
  const rows = await session.query<{ day: number }>(
    `with ${REPRICING}
     select ${day} from ${involved(schema, 'usage_event')} where u.first_of_key
     union select ${day} from ${involved(schema, 'usage_adjustment')} order by day`,
    parameters,
  );
  return rows.map((row) => row.day * UTC_DAY_MS);
}

/** Where local days begin, from the one that holds an instant; one more than the days a statement takes. */
function localDays(fromMs: number, zone: string): number[] {
  const starts: number[] = [];
  for (let ms = fromMs; starts.length <= DAYS_PER_STATEMENT;) {
    const day = windowOf('day', ms, zone);
    starts.push(day.fromMs!);
    ms = day.toMs!;
  }
  return starts;
}

interface CostRow {
  /** Place in SUBJECTS. */
  readonly kind: number;
  /** Place among the starts, from 1. */
  readonly day: number;
  readonly subject: string;
  readonly cost: string;
  readonly priced: string;
}

/** @param starts where local days begin, whole seconds; the last is where the last day ends */
async function costsByDay(
  session: SqlSession,
  schema: string,
  parameters: readonly string[],
  starts: readonly number[],
): Promise<CostRow[]> {
  const used = (table: string, condition: string) =>
    `select width_bucket(u.occurred_at, (select starts from edges)) as day, ${SUBJECT_COLUMNS.map((name) => `u.${name}`).join(', ')},
       r.sign * (${COST}) as cost, r.sign * (${PRICED_TOKENS}) as priced
     from ${involved(schema, table)} where ${condition}
       and u.occurred_at >= (select starts[1] from edges) and u.occurred_at < (select starts[cardinality(starts)] from edges)`;
  const sets = SUBJECT_COLUMNS.map((name) => `(day, ${name})`).join(', ');
  const kind = SUBJECT_COLUMNS.map((name, i) => `when grouping(${name}) = 0 then ${i}`).join(' ');
  return session.query<CostRow>(
    `with ${REPRICING},
       edges as materialized (select array_agg(to_timestamp(s) order by s) as starts from unnest($11::text::bigint[]) as s),
       used as (${used('usage_event', 'u.first_of_key')} union all ${used('usage_adjustment', 'true')})
     select case ${kind} end as kind, day, coalesce(${SUBJECT_COLUMNS.join(', ')}, '') as subject,
       sum(cost)::text as cost, sum(priced)::text as priced
     from used group by grouping sets (${sets}) having sum(cost) <> 0 or sum(priced) <> 0`,
    [...parameters, numberArray(starts.map((ms) => ms / 1000))],
  );
}

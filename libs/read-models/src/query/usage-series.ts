import { startOfGranule, windowOf, zonedTime } from '@tallystick/domain';
import type { Granularity, UsagePoint, UsageQuery } from '../read-models.js';
import { SeriesTooLong } from '../read-models-errors.js';
import type { SqlSession } from '../sql/sql-store.js';
import { countedParts } from './counted-parts.js';
import { daySeries } from './day-series.js';
import { BUCKET_COLUMNS, COLUMN_OF, statedFilters } from './subject-columns.js';
import { Params } from './params.js';
import { MAX_GRANULES, pointOf } from './usage-point.js';
import type { PointSums } from './usage-point.js';
import { pricesAsOf, pricesInForce, withCosts } from './usage-cost.js';

/** Four quarters an hour for every granule. */
const MAX_SLOTS = 4 * MAX_GRANULES;
const HOUR_MS = 3_600_000;

interface SeriesRow extends PointSums {
  granule: number;
}

/**
 * Sums over time; only granules with events have points. The granules' bounds come from the one calendar that the fold
 * uses too, not from the database's own zone tables.
 * @throws SeriesTooLong
 */
export async function usageSeries(
  session: SqlSession,
  schema: string,
  keptZone: string,
  query: UsageQuery,
  lastPriceAt: bigint | null,
): Promise<readonly UsagePoint[]> {
  const fromDays = await daySeries(session, schema, keptZone, query);
  if (fromDays !== null) return fromDays;
  const extent = await dataExtent(session, schema, query);
  if (extent === null) return [];
  const starts =
    granuleStarts(query.granularity, extent.fromMs, extent.toMs, query.tz) ??
    (await startsWithData(session, schema, query));
  const params = new Params();
  const conditions = [`occurred_at >= ${params.instant(query.fromMs)}`, `occurred_at < ${params.instant(query.toMs)}`];
  for (const [column, value] of statedFilters(query.filter)) {
    conditions.push(value === null ? `${column} is null` : `${column} = ${params.add(value)}`);
  }
  if (query.asOfPosition !== undefined) {
    conditions.push(`position <= ${params.add(String(query.asOfPosition), 'bigint')}`);
  }
  // a sub-select is worked out once; the bare cast would be taken apart again for every row
  const edges = `(select ${params.add(`{${starts.map((ms) => new Date(ms).toISOString()).join(',')}}`, 'timestamptz[]')})`;
  const by = query.by.map((subject, i) => `, ${COLUMN_OF[subject]} as by${i}`).join('');
  const keys = ['granule', ...query.by.map((_, i) => `by${i}`)].join(', ');
  const { book } = pricesAsOf(lastPriceAt, query.asOfPosition);
  const costs = book === null ? '0 as cost, 0 as priced' : 'sum(cost) as cost, sum(priced_tokens) as priced';
  const parts = countedParts(schema).map(
    (part) =>
      `select ${keys}, ${BUCKET_COLUMNS.map((column) => `sum(${column}) as ${column}`).join(', ')}, ${part.events} as events, ${costs}
       from (select width_bucket(occurred_at, ${edges}) as granule, *${by} from ${book === null ? part.table : withCosts(part.table)}
             where ${part.where} and ${conditions.join(' and ')}) as used
       group by ${keys}`,
  );
  const rows = await session.query<SeriesRow>(
    `${book === null ? '' : `with ${pricesInForce(schema, book, params)}`}
     select ${keys}, ${[...BUCKET_COLUMNS, 'events', 'cost', 'priced'].map((column) => `sum(${column})::text as ${column}`).join(', ')}
     from (${parts.join(' union all ')}) as parts
     group by ${keys} having sum(events) > 0
     order by granule${query.by.map((_, i) => `, by${i} collate "C" nulls last`).join('')}`,
    params.values,
  );
  return rows.map((row) => pointOf(row, query, zonedTime(starts[row.granule - 1]!, query.tz)));
}

/** The part of the range that holds events at all: a range "from 1970" costs no more than the data it covers. */
async function dataExtent(
  session: SqlSession,
  schema: string,
  query: UsageQuery,
): Promise<{ fromMs: number; toMs: number } | null> {
  const [row] = await session.query<{ first: string | null; last: string | null }>(
    `select (extract(epoch from min(occurred_at)) * 1000)::bigint::text as first,
       (extract(epoch from max(occurred_at)) * 1000)::bigint::text as last
     from ${schema}.usage_event
     where occurred_at >= $1::text::timestamptz and occurred_at < $2::text::timestamptz`,
    [new Date(query.fromMs).toISOString(), new Date(query.toMs).toISOString()],
  );
  // rounded by the database: one millisecond of slack on both sides
  return !row?.first || !row.last ? null : { fromMs: Number(row.first) - 1, toMs: Number(row.last) + 1 };
}

/** Every granule of a stretch; null when there are more than an answer may carry. */
function granuleStarts(granularity: Granularity, fromMs: number, toMs: number, tz: string): number[] | null {
  const starts: number[] = [];
  let start = startOfGranule(granularity, fromMs, tz);
  while (start <= toMs) {
    if (starts.length >= MAX_GRANULES) return null;
    starts.push(start);
    start = nextGranule(granularity, start, tz);
  }
  return starts;
}

const SLOT_MS = 900_000;

/**
 * A long stretch with little in it: only the granules that hold events, found by quarters of an hour. At most one granule
 * begins inside a quarter, so that the granules at its two ends are all it can hold. @throws SeriesTooLong
 */
async function startsWithData(session: SqlSession, schema: string, query: UsageQuery): Promise<number[]> {
  const rows = await session.query<{ slot: string }>(
    `select distinct floor(extract(epoch from occurred_at) * 1000 / ${SLOT_MS})::bigint::text as slot
     from ${schema}.usage_event
     where occurred_at >= $1::text::timestamptz and occurred_at < $2::text::timestamptz limit ${MAX_SLOTS + 1}`,
    [new Date(query.fromMs).toISOString(), new Date(query.toMs).toISOString()],
  );
  const starts = new Set<number>();
  for (const { slot } of rows) {
    for (const ms of [Number(slot) * SLOT_MS, (Number(slot) + 1) * SLOT_MS - 1]) {
      starts.add(startOfGranule(query.granularity, ms, query.tz));
    }
  }
  if (rows.length > MAX_SLOTS || starts.size > MAX_GRANULES) {
    throw new SeriesTooLong(`more than ${MAX_GRANULES} granules of a ${query.granularity}: ask for less or coarser`);
  }
  return [...starts].sort((a, b) => a - b);
}

function nextGranule(granularity: Granularity, start: number, tz: string): number {
  if (granularity !== 'hour') return windowOf(granularity, start, tz).toMs ?? Infinity;
  // where clocks change inside an hour, the next granule begins earlier than an hour on
  const next = startOfGranule('hour', start + HOUR_MS, tz);
  return next > start ? next : start + HOUR_MS;
}

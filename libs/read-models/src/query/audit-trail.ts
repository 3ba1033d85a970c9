import type { AuditRow, EventsQuery } from '../read-models.js';
import { utcDayOf } from '../fold/usage-days.js';
import type { SqlSession } from '../sql/sql-store.js';
import { AUDIT_COLUMNS, auditRow } from './audit-row.js';
import type { StoredRow } from './audit-row.js';
import { correctionsOf } from './corrections.js';
import { pageOf, whereItGoesOn } from './newest-first.js';
import { Params } from './params.js';
import { NEVER_CORRECTED, statedFilters } from './subject-columns.js';
import type { FilterColumn } from './subject-columns.js';

/**
 * The audit trail, newest first. Its cursor is the last position shown: the trail only grows at the other end, so it
 * holds for ever. @throws InvalidCursor
 */
export async function auditTrail(
  session: SqlSession,
  schema: string,
  ledgerId: string,
  query: EventsQuery,
): Promise<{ events: readonly AuditRow[]; nextCursor: string | null }> {
  const boundTo = ['events', ledgerId, statedFilters(query.filter), query.fromMs ?? null, query.toMs ?? null];
  const params = new Params();
  const conditions = [
    ...(await stretch(session, schema, query, params)),
    ...filterConditions(schema, query, params),
    ...whereItGoesOn(boundTo, query, params),
  ];
  if (query.fromMs !== undefined) conditions.push(`occurred_at >= ${params.instant(query.fromMs)}`);
  if (query.toMs !== undefined) conditions.push(`occurred_at < ${params.instant(query.toMs)}`);
  const rows = await session.query<StoredRow>(
    `select ${AUDIT_COLUMNS}
     from ${schema}.usage_event ${conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''}
     order by usage_event.position desc limit ${params.add(query.limit + 1, 'integer')}`,
    params.values,
  );
  const { page, nextCursor } = pageOf(boundTo, rows, query.limit);
  const counted = page.filter((row) => row.first_of_key).map((row) => row.event_key);
  const corrections = await correctionsOf(session, schema, counted, query.asOfPosition);
  return {
    events: page.map((row) => auditRow(row, (row.first_of_key ? corrections.get(row.event_key) : undefined) ?? [])),
    nextCursor,
  };
}

/**
 * Where in the ledger the days asked for stand: the trail is read by position, and what was used at another time is
 * passed over there and then. One late event makes its day's stretch long, never wrong.
 */
async function stretch(
  session: SqlSession,
  schema: string,
  { fromMs, toMs }: EventsQuery,
  params: Params,
): Promise<string[]> {
  if (fromMs === undefined && toMs === undefined) return [];
  const days = new Params();
  const bounds = ['true'];
  if (fromMs !== undefined) bounds.push(`utc_day >= ${days.add(utcDayOf(fromMs), 'integer')}`);
  // the end is exclusive: of a day that begins there nothing is asked for
  if (toMs !== undefined) bounds.push(`utc_day <= ${days.add(utcDayOf(toMs - 1), 'integer')}`);
  const [row] = await session.query<{ first: string | null; last: string | null }>(
    `select min(first_position)::text as first, max(last_position)::text as last
     from ${schema}.usage_day where ${bounds.join(' and ')}`,
    days.values,
  );
  if (!row?.first || !row.last) return ['false'];
  return [`position >= ${params.add(row.first, 'bigint')}`, `position <= ${params.add(row.last, 'bigint')}`];
}

/** An event is found by what it said at first, and by what any correction made it say. */
function filterConditions(schema: string, { filter, asOfPosition }: EventsQuery, params: Params): string[] {
  const conditionOf = ([column, value]: readonly [FilterColumn, string | null]): string =>
    value === null ? `${column} is null` : `${column} = ${params.add(value)}`;
  const filters = statedFilters(filter);
  const lasting = filters.filter(([column]) => NEVER_CORRECTED.includes(column)).map(conditionOf);
  const correctable = filters.filter(([column]) => !NEVER_CORRECTED.includes(column)).map(conditionOf);
  if (correctable.length === 0) return lasting;
  const said = correctable.join(' and ');
  const until = asOfPosition === undefined ? '' : `and position <= ${params.add(String(asOfPosition), 'bigint')}`;
  const corrected = `first_of_key and event_key in (
    select event_key from ${schema}.usage_adjustment where events > 0 and ${said} ${until})`;
  return [...lasting, `((${said}) or (${corrected}))`];
}

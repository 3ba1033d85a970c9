import { canonicalTime, EPOCH_MICROSECONDS } from '../fold/decide-status.js';
import type { StoredClaim } from '../fold/decide-status.js';
import type { AuditRow, AuditStatus, EventsQuery } from '../read-models.js';
import { InvalidCursor } from '../read-models-errors.js';
import type { SqlSession } from '../sql/sql-store.js';
import { readCursor, writeCursor } from './cursor.js';
import { statedFilters } from './subject-columns.js';
import { Params } from './params.js';

interface StoredRow extends StoredClaim {
  position: string;
  recorded_ms: string;
  actor: string;
  status: AuditStatus;
}

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
  const conditions: string[] = [];
  for (const [column, value] of statedFilters(query.filter)) {
    conditions.push(value === null ? `${column} is null` : `${column} = ${params.add(value)}`);
  }
  if (query.fromMs !== undefined) conditions.push(`occurred_at >= ${params.instant(query.fromMs)}`);
  if (query.toMs !== undefined) conditions.push(`occurred_at < ${params.instant(query.toMs)}`);
  if (query.asOfPosition !== undefined)
    conditions.push(`position <= ${params.add(String(query.asOfPosition), 'bigint')}`);
  if (query.cursor !== undefined) {
    const [before] = readCursor(boundTo, query.cursor);
    if (before === undefined) throw new InvalidCursor('the cursor names no position');
    conditions.push(`position < ${params.add(before, 'bigint')}`);
  }
  const rows = await session.query<StoredRow>(
    `select position::text, ${EPOCH_MICROSECONDS} as occurred_us, occurred_at_exact,
       (extract(epoch from recorded_at) * 1000)::bigint::text as recorded_ms, event_key, source, actor, provider, model,
       input, output, cache_read, cache_write, reasoning, team, project, activity, agent, session, automation,
       reported_cost_usd, status::text as status
     from ${schema}.usage_event ${conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''}
     order by usage_event.position desc limit ${params.add(query.limit + 1, 'integer')}`,
    params.values,
  );
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    events: page.map(auditRow),
    nextCursor: last !== undefined && rows.length > query.limit ? writeCursor(boundTo, [last.position]) : null,
  };
}

const auditRow = (row: StoredRow): AuditRow => ({
  position: row.position,
  eventKey: row.event_key,
  source: row.source,
  occurredAt: row.occurred_at_exact ?? canonicalTime(row.occurred_us),
  recordedAt: new Date(Number(row.recorded_ms)).toISOString(),
  actor: row.actor,
  provider: row.provider,
  model: row.model,
  tokens: {
    input: row.input,
    output: row.output,
    cacheRead: row.cache_read,
    cacheWrite: row.cache_write,
    reasoning: row.reasoning,
  },
  team: row.team,
  project: row.project,
  activity: row.activity,
  agent: row.agent,
  session: row.session,
  automation: row.automation,
  reportedCostUsd: row.reported_cost_usd,
  status: row.status,
  corrections: [],
});

import type { CorrectedAttributes } from '@tallystick/events';
import { textArray } from '../sql/array-literal.js';
import type { Correction, DecisionRow, DecisionsQuery } from '../read-models.js';
import type { SqlSession } from '../sql/sql-store.js';
import { bucketsOf } from '../sql/stored-usage.js';
import { pageOf, whereItGoesOn } from './newest-first.js';
import { Params } from './params.js';

const COLUMNS = `event_key, position::text, (extract(epoch from recorded_at) * 1000)::bigint::text as recorded_ms, type,
  input, output, cache_read, cache_write, reasoning, attributes, reason, author`;

interface StoredDecision {
  readonly event_key: string;
  readonly position: string;
  readonly recorded_ms: string;
  readonly type: Correction['type'];
  readonly input: number | null;
  readonly output: number;
  readonly cache_read: number;
  readonly cache_write: number;
  readonly reasoning: number;
  readonly attributes: string | null;
  readonly reason: string;
  readonly author: string;
}

/** What took effect on the events of these keys, by key, in ledger order. */
export async function correctionsOf(
  session: SqlSession,
  schema: string,
  eventKeys: readonly string[],
  asOfPosition: bigint | undefined,
): Promise<ReadonlyMap<string, readonly Correction[]>> {
  if (eventKeys.length === 0) return new Map();
  const params = new Params();
  const keys = params.add(textArray(eventKeys), 'text[]');
  const until = asOfPosition === undefined ? '' : `and position <= ${params.add(String(asOfPosition), 'bigint')}`;
  const rows = await session.query<StoredDecision>(
    `select ${COLUMNS} from ${schema}.usage_decision where takes_effect and event_key in (select unnest(${keys})) ${until}
     order by usage_decision.position`,
    params.values,
  );
  const corrections = new Map<string, Correction[]>();
  for (const row of rows) {
    const before = corrections.get(row.event_key);
    if (before === undefined) corrections.set(row.event_key, [correctionOf(row)]);
    else before.push(correctionOf(row));
  }
  return corrections;
}

/** All that was decided, newest first. Its cursor is the last position shown, and holds for ever. @throws InvalidCursor */
export async function decisionsPage(
  session: SqlSession,
  schema: string,
  ledgerId: string,
  query: DecisionsQuery,
): Promise<{ decisions: readonly DecisionRow[]; nextCursor: string | null }> {
  const boundTo = ['decisions', ledgerId, query.fromMs ?? null, query.toMs ?? null];
  const params = new Params();
  const conditions = ['true', ...whereItGoesOn(boundTo, query, params)];
  if (query.fromMs !== undefined) conditions.push(`recorded_at >= ${params.instant(query.fromMs)}`);
  if (query.toMs !== undefined) conditions.push(`recorded_at < ${params.instant(query.toMs)}`);
  const rows = await session.query<StoredDecision & { leaf_index: string; takes_effect: boolean }>(
    `select ${COLUMNS}, leaf_index::text, takes_effect from ${schema}.usage_decision where ${conditions.join(' and ')}
     order by usage_decision.position desc limit ${params.add(query.limit + 1, 'integer')}`,
    params.values,
  );
  const { page, nextCursor } = pageOf(boundTo, rows, query.limit);
  return {
    decisions: page.map((row) => ({
      ...correctionOf(row),
      ...{ leafIndex: Number(row.leaf_index), eventKey: row.event_key, takesEffect: row.takes_effect },
    })),
    nextCursor,
  };
}

const correctionOf = (row: StoredDecision): Correction => ({
  position: row.position,
  recordedAt: new Date(Number(row.recorded_ms)).toISOString(),
  type: row.type,
  tokens: row.input === null ? null : bucketsOf({ ...row, input: row.input }),
  attributes: row.attributes === null ? null : (JSON.parse(row.attributes) as CorrectedAttributes),
  reason: row.reason,
  author: row.author,
});

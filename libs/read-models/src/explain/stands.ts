import { Params } from '../query/params.js';
import { textArray } from '../sql/array-literal.js';
import type { SqlSession } from '../sql/sql-store.js';
import { STORED_USAGE, usageOf } from '../sql/stored-usage.js';
import type { StoredUsage } from '../sql/stored-usage.js';
import type { AuditRow, CountedAs } from '../read-models.js';

interface StoredAdjustment extends StoredUsage {
  readonly event_key: string;
  readonly events: number;
}

/** How the last decision up to a position left the events of these keys: null where it was a void. */
export async function decidedVersions(
  session: SqlSession,
  schema: string,
  eventKeys: readonly string[],
  upTo: bigint,
): Promise<ReadonlyMap<string, CountedAs | null>> {
  if (eventKeys.length === 0) return new Map();
  const params = new Params();
  const rows = await session.query<StoredAdjustment>(
    `select distinct on (event_key) event_key, events, ${STORED_USAGE}
     from ${schema}.usage_adjustment
     where event_key in (select unnest(${params.add(textArray(eventKeys), 'text[]')}))
       and position <= ${params.add(String(upTo), 'bigint')}
     order by event_key, position desc, events desc`,
    params.values,
  );
  return new Map(rows.map((row) => [row.event_key, row.events > 0 ? usageOf(row) : null]));
}

/** An event about which nothing was decided counts as it was recorded. */
export const asRecorded = (row: AuditRow): CountedAs => ({
  provider: row.provider,
  model: row.model,
  tokens: row.tokens,
  team: row.team,
  project: row.project,
  activity: row.activity,
  agent: row.agent,
  session: row.session,
  automation: row.automation,
  reportedCostUsd: row.reportedCostUsd,
});

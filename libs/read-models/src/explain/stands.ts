import { Params } from '../query/params.js';
import { textArray } from '../sql/array-literal.js';
import type { SqlSession } from '../sql/sql-store.js';
import type { AuditRow, CountedAs } from '../read-models.js';

interface StoredAdjustment {
  readonly event_key: string;
  readonly events: number;
  readonly input: number;
  readonly output: number;
  readonly cache_read: number;
  readonly cache_write: number;
  readonly reasoning: number;
  readonly provider: string;
  readonly model: string;
  readonly team: string | null;
  readonly project: string | null;
  readonly activity: string | null;
  readonly agent: string | null;
  readonly session: string | null;
  readonly automation: string | null;
  readonly reported_cost_usd: string | null;
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
    `select distinct on (event_key) event_key, events, input, output, cache_read, cache_write, reasoning, provider, model,
       team, project, activity, agent, session, automation, reported_cost_usd
     from ${schema}.usage_adjustment
     where event_key in (select unnest(${params.add(textArray(eventKeys), 'text[]')}))
       and position <= ${params.add(String(upTo), 'bigint')}
     order by event_key, position desc, events desc`,
    params.values,
  );
  return new Map(rows.map((row) => [row.event_key, row.events > 0 ? versionOf(row) : null]));
}

const versionOf = (row: StoredAdjustment): CountedAs => ({
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
});

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

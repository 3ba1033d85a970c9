import { textArray } from '../sql/array-literal.js';
import { canonicalTime, epochMicroseconds } from '../sql/epoch.js';
import type { SqlSession } from '../sql/sql-store.js';
import { STORED_USAGE, usageOf } from '../sql/stored-usage.js';
import type { StoredUsage } from '../sql/stored-usage.js';
import type { FoldedStatus } from './audit-lines.js';
import type { UsageFact } from './usage-fact.js';

/** What the fingerprint of an event covers: everything but the actor. Equal texts, equal fingerprints. */
export const claimOf = (
  fact: Omit<UsageFact, 'position' | 'leafIndex' | 'recorded' | 'occurredAtMs' | 'recordedAtMs' | 'actor'>,
): string =>
  JSON.stringify([
    fact.source,
    fact.occurredAt,
    fact.provider,
    fact.model,
    fact.input,
    fact.output,
    fact.cacheRead,
    fact.cacheWrite,
    fact.reasoning,
    fact.team,
    fact.project,
    fact.activity,
    fact.agent,
    fact.session,
    fact.automation,
    fact.reportedCostUsd,
  ]);

/** An event counts if and only if its position is the first of its key; a later one is a duplicate or a conflict. */
export async function decideStatuses(
  session: SqlSession,
  schema: string,
  facts: readonly UsageFact[],
): Promise<readonly FoldedStatus[]> {
  const claims = await firstClaims(session, schema, facts);
  return facts.map((fact) => {
    if (!fact.recorded) return 'conflict';
    const first = claims.get(fact.eventKey);
    const claim = claimOf(fact);
    if (first === undefined) {
      claims.set(fact.eventKey, claim);
      return 'counted';
    }
    return first === claim ? 'duplicate' : 'conflict';
  });
}

async function firstClaims(
  session: SqlSession,
  schema: string,
  facts: readonly UsageFact[],
): Promise<Map<string, string>> {
  // One look into the index a key. As `event_key = any (...)` the planner may compare every row with every key.
  const rows = await session.query<StoredClaim>(
    `select first.* from unnest($1::text::text[]) as asked (event_key) cross join lateral (
       select event_key, source, occurred_at_exact, ${epochMicroseconds('occurred_at')} as occurred_us, ${STORED_USAGE}
       from ${schema}.usage_event as e where e.first_of_key and e.event_key = asked.event_key limit 1) as first`,
    [textArray(facts.map((fact) => fact.eventKey))],
  );
  return new Map(rows.map((row) => [row.event_key, storedClaim(row)]));
}

/** The columns of an audit row that say what its event claims. */
export interface StoredClaim extends StoredUsage {
  readonly event_key: string;
  readonly source: string;
  readonly occurred_at_exact: string | null;
  readonly occurred_us: string;
}

function storedClaim(row: StoredClaim): string {
  const { tokens, ...attributes } = usageOf(row);
  return claimOf({
    eventKey: row.event_key,
    source: row.source,
    occurredAt: row.occurred_at_exact ?? canonicalTime(row.occurred_us),
    ...attributes,
    ...tokens,
  });
}

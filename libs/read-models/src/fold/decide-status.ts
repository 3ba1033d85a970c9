import { textArray } from '../sql/array-literal.js';
import type { SqlSession } from '../sql/sql-store.js';
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
       select event_key, source, occurred_at_exact, ${EPOCH_MICROSECONDS} as occurred_us, provider, model, input, output,
         cache_read, cache_write, reasoning, team, project, activity, agent, session, automation, reported_cost_usd
       from ${schema}.usage_event as e where e.first_of_key and e.event_key = asked.event_key limit 1) as first`,
    [textArray(facts.map((fact) => fact.eventKey))],
  );
  return new Map(rows.map((row) => [row.event_key, storedClaim(row)]));
}

export const EPOCH_MICROSECONDS = `(extract(epoch from occurred_at) * 1000000)::bigint::text`;

/** The columns of an audit row that say what its event claims. */
export interface StoredClaim {
  event_key: string;
  source: string;
  occurred_at_exact: string | null;
  occurred_us: string;
  provider: string;
  model: string;
  input: number;
  output: number;
  cache_read: number;
  cache_write: number;
  reasoning: number;
  team: string | null;
  project: string | null;
  activity: string | null;
  agent: string | null;
  session: string | null;
  automation: string | null;
  reported_cost_usd: string | null;
}

const storedClaim = (row: StoredClaim): string =>
  claimOf({
    eventKey: row.event_key,
    source: row.source,
    occurredAt: row.occurred_at_exact ?? canonicalTime(row.occurred_us),
    provider: row.provider,
    model: row.model,
    input: row.input,
    output: row.output,
    cacheRead: row.cache_read,
    cacheWrite: row.cache_write,
    reasoning: row.reasoning,
    team: row.team,
    project: row.project,
    activity: row.activity,
    agent: row.agent,
    session: row.session,
    automation: row.automation,
    reportedCostUsd: row.reported_cost_usd,
  });

const MICROSECONDS = 1_000_000n;

/** RFC 3339 in UTC without trailing zeros, from microseconds since the epoch. */
export function canonicalTime(epochMicroseconds: string): string {
  const us = BigInt(epochMicroseconds);
  const fraction = ((us % MICROSECONDS) + MICROSECONDS) % MICROSECONDS;
  const seconds = Number((us - fraction) / MICROSECONDS);
  const text = new Date(seconds * 1000).toISOString().slice(0, -5);
  if (fraction === 0n) return `${text}Z`;
  return `${text}.${String(fraction).padStart(6, '0').replace(/0+$/, '')}Z`;
}

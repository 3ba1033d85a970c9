import type { KnownUsageState } from '@tallystick/domain';
import { textArray } from '../sql/array-literal.js';
import type { SqlSession } from '../sql/sql-store.js';
import { STORED_USAGE, usageOf } from '../sql/stored-usage.js';
import type { StoredUsage } from '../sql/stored-usage.js';

/** A counted event as it stands: what cannot be corrected, and the state that decisions change. */
export interface CountedVersion {
  readonly eventKey: string;
  /** Position of the event itself. */
  readonly position: bigint;
  /** As the database writes it, to be given back to it. */
  readonly occurredAt: string;
  readonly occurredAtMs: number;
  readonly source: string;
  readonly actor: string;
  readonly state: KnownUsageState;
}

interface FirstRow extends VersionRow {
  readonly occurred_at: string;
  readonly occurred_ms: string;
  readonly source: string;
  readonly actor: string;
}
interface AdjustmentRow extends VersionRow {
  readonly events: number;
}
interface VersionRow extends StoredUsage {
  readonly event_key: string;
  readonly position: string;
}
const VERSION = `event_key, position::text, ${STORED_USAGE}`;

/** The first event of each key, as it stands after all decisions so far; keys without an event have none. */
export async function countedVersions(
  session: SqlSession,
  schema: string,
  eventKeys: readonly string[],
): Promise<Map<string, CountedVersion>> {
  const asked = [textArray(eventKeys)];
  const firsts = await session.query<FirstRow>(
    `select first.* from unnest($1::text::text[]) as asked (event_key) cross join lateral (
       select ${VERSION}, source, actor, occurred_at::text as occurred_at,
         floor(extract(epoch from occurred_at) * 1000)::bigint::text as occurred_ms
       from ${schema}.usage_event as e where e.first_of_key and e.event_key = asked.event_key limit 1) as first`,
    asked,
  );
  // of the two rows of a correction the one that puts on comes last; a void only takes off
  const latest = await session.query<AdjustmentRow>(
    `select latest.* from unnest($1::text::text[]) as asked (event_key) cross join lateral (
       select ${VERSION}, events from ${schema}.usage_adjustment as a where a.event_key = asked.event_key
       order by a.position desc, a.events desc limit 1) as latest`,
    asked,
  );
  const adjusted = new Map(latest.map((row) => [row.event_key, row]));
  return new Map(firsts.map((first) => [first.event_key, versionOf(first, adjusted.get(first.event_key))]));
}

const versionOf = (first: FirstRow, latest: AdjustmentRow | undefined): CountedVersion => ({
  eventKey: first.event_key,
  position: BigInt(first.position),
  occurredAt: first.occurred_at,
  occurredAtMs: Number(first.occurred_ms),
  source: first.source,
  actor: first.actor,
  state: latest === undefined ? stateOf(first, 'counted') : adjustedState(latest),
});

const adjustedState = (row: AdjustmentRow): KnownUsageState =>
  row.events > 0 ? stateOf(row, 'corrected') : { ...stateOf(row, 'voided'), voidedAt: BigInt(row.position) };

const stateOf = (row: VersionRow, status: KnownUsageState['status']): KnownUsageState => {
  const { tokens, ...attributes } = usageOf(row);
  return { status, tokens, attributes, voidedAt: null };
};

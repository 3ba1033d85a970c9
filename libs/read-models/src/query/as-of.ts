import { START } from '@tallystick/ledger-store';
import type { Position } from '@tallystick/ledger-store';
import type { Checkpoint } from '../read-models.js';
import { NotCaughtUp } from '../read-models-errors.js';
import { LEAF_TABLES } from '../schema/tables.js';
import type { SqlSession } from '../sql/sql-store.js';

/**
 * The checkpoint as it stood when the ledger ended at `position`.
 * @throws NotCaughtUp the position is not folded yet
 */
export async function checkpointAt(
  session: SqlSession,
  schema: string,
  now: Checkpoint,
  position: Position,
): Promise<Checkpoint> {
  if (position > now.position) throw new NotCaughtUp(position, now.position);
  if (position === now.position) return now;
  const [row] = await session.query<{ position: string; recorded_ms: string | null; leaf_index: string }>(
    `select position::text, (extract(epoch from recorded_at) * 1000)::bigint::text as recorded_ms, leaf_index::text
     from (${LEAF_TABLES.map((table) => lastLeaf(schema, table)).join(' union all ')}
     ) as before order by before.position desc limit 1`,
    [String(position)],
  );
  if (row === undefined) return { ledgerId: now.ledgerId, position: START, recordedAt: null, logSize: 0 };
  return {
    ledgerId: now.ledgerId,
    position: BigInt(row.position) as Position,
    recordedAt: row.recorded_ms === null ? null : new Date(Number(row.recorded_ms)).toISOString(),
    logSize: Number(row.leaf_index) + 1,
  };
}

const lastLeaf = (schema: string, table: string): string =>
  `(select position, recorded_at, leaf_index from ${schema}.${table}
    where position <= $1::text::bigint order by position desc limit 1)`;

/** Last position whose running maximum of `recordedAt` is not after the time. */
export async function positionAsOf(
  session: SqlSession,
  schema: string,
  now: Checkpoint,
  timeMs: number,
): Promise<Position> {
  const [row] = await session.query<{ previous_position: string }>(
    `select previous_position::text from ${schema}.ledger_time
     where recorded_at > $1::text::timestamptz order by recorded_at limit 1`,
    [new Date(timeMs).toISOString()],
  );
  return row === undefined ? now.position : (BigInt(row.previous_position) as Position);
}

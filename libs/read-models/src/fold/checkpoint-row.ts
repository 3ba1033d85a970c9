import type { Position } from '@tallystick/ledger-store';
import type { Checkpoint } from '../read-models.js';
import { Fenced, ForeignCheckpoint } from '../read-models-errors.js';
import type { SqlSession } from '../sql/sql-store.js';

/** The one projection of this lib: audit rows and boards move together. */
export const USAGE_PROJECTION = 'usage';

/** The checkpoint and what the fold carries on beside it. */
export interface FoldState {
  readonly checkpoint: Checkpoint;
  /** Running maximum of `recordedAt`, ms; null before the first. */
  readonly latestRecordedAtMs: number | null;
  readonly timeZone: string;
  /** Position of the last listing of a price; null: there is none. */
  readonly lastPriceAt: bigint | null;
  /** Position of the last event that could change a number: every board has stood still since. */
  readonly numbersAt: Position;
}

/** What a fold moves. */
export type Folded = Pick<FoldState, 'checkpoint' | 'latestRecordedAtMs' | 'numbersAt'>;

export async function createCheckpoint(
  session: SqlSession,
  schema: string,
  ledgerId: string,
  timeZone: string,
): Promise<void> {
  await session.query(
    `insert into ${schema}.projection_checkpoint (projection, ledger_id, position, log_size, time_zone)
     values ($1, $2, 0, 0, $3) on conflict do nothing`,
    [USAGE_PROJECTION, ledgerId, timeZone],
  );
}

export interface FoldStateRow {
  ledger_id: string;
  position: string;
  recorded_at: string | null;
  latest: string | null;
  log_size: string;
  time_zone: string;
  last_price: string | null;
  numbers_position: string;
}

/** Asks for the one row that `foldStateOf` reads. */
export const foldStateSql = (schema: string): string =>
  `select ledger_id, position::text, ${epochMs('recorded_at')} as recorded_at,
     ${epochMs('latest_recorded_at')} as latest, log_size::text, time_zone, numbers_position::text,
     (select max(price.position) from ${schema}.price)::text as last_price
   from ${schema}.projection_checkpoint where projection = '${USAGE_PROJECTION}'`;

/** @throws ForeignCheckpoint the tables belong to another ledger */
export function foldStateOf([row]: readonly FoldStateRow[], schema: string, ledgerId: string): FoldState {
  if (row === undefined) throw new ForeignCheckpoint(`schema ${schema} has no checkpoint of projection usage`);
  if (row.ledger_id !== ledgerId) {
    throw new ForeignCheckpoint(
      `the read models in schema ${schema} were folded from ledger ${row.ledger_id}, this is ledger ${ledgerId}: ` +
        'point the projector at its own database or folder, or delete the read models to fold them anew',
    );
  }
  return {
    checkpoint: {
      ledgerId,
      position: BigInt(row.position) as Position,
      recordedAt: row.recorded_at === null ? null : new Date(Number(row.recorded_at)).toISOString(),
      logSize: Number(row.log_size),
    },
    latestRecordedAtMs: row.latest === null ? null : Number(row.latest),
    timeZone: row.time_zone,
    lastPriceAt: row.last_price === null ? null : BigInt(row.last_price),
    numbersAt: BigInt(row.numbers_position) as Position,
  };
}

/** @throws ForeignCheckpoint the tables belong to another ledger */
export const readFoldState = async (
  session: SqlSession,
  schema: string,
  ledgerId: string,
  lock: '' | 'for update' = '',
): Promise<FoldState> =>
  foldStateOf(await session.query<FoldStateRow>(`${foldStateSql(schema)} ${lock}`), schema, ledgerId);

const epochMs = (column: string): string => `(extract(epoch from ${column}) * 1000)::bigint::text`;

/** @throws Fenced the checkpoint no longer stands where this fold began */
export async function moveCheckpoint(session: SqlSession, schema: string, from: Position, to: Folded): Promise<void> {
  const moved = await session.query(
    `update ${schema}.projection_checkpoint
     set position = $3::text::bigint, recorded_at = $4::text::timestamptz, latest_recorded_at = $5::text::timestamptz,
       log_size = $6::text::bigint, numbers_position = $7::text::bigint
     where projection = $1 and position = $2::text::bigint returning 1`,
    [
      USAGE_PROJECTION,
      String(from),
      String(to.checkpoint.position),
      to.checkpoint.recordedAt,
      to.latestRecordedAtMs === null ? null : new Date(to.latestRecordedAtMs).toISOString(),
      String(to.checkpoint.logSize),
      String(to.numbersAt),
    ],
  );
  if (moved.length !== 1) throw new Fenced(from, -1n);
}

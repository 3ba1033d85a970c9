import { AUDIT_COLUMNS } from '../query/audit-row.js';
import type { StoredRow } from '../query/audit-row.js';
import { Params } from '../query/params.js';
import type { FilterColumn } from '../query/subject-columns.js';
import type { SqlSession } from '../sql/sql-store.js';
import { stated, within } from './cell.js';
import type { Cell } from './cell.js';

/** Where a page ended: the next begins with what was used before, or recorded before at the same time. */
export interface EventPlace {
  /** Microseconds since the epoch. */
  readonly occurredUs: string;
  readonly position: string;
}

/** Corrections change neither who used the tokens nor which source says so. */
const NEVER_CORRECTED: readonly FilterColumn[] = ['actor', 'source'];
const LATEST_FIRST = 'order by occurred_at desc, usage_event.position desc';

/**
 * The events that are, or ever were, in the cell: those recorded so, and those that a correction brought in. Two
 * statements in one, each with its own limit, so that each can stop at the page's end.
 */
export async function eventsOfCell(
  session: SqlSession,
  cell: Cell,
  after: EventPlace | undefined,
  limit: number,
): Promise<readonly StoredRow[]> {
  const params = new Params();
  const shown = params.add(limit, 'integer');
  const said = stated(cell, params);
  const time = within(cell, params);
  const rest = after === undefined ? 'true' : behind(after, params);
  const page = (which: string) =>
    `(select * from ${cell.schema}.usage_event where first_of_key and ${which} and ${time} and ${rest}
      ${LATEST_FIRST} limit ${shown})`;
  const broughtIn = `(${said}) is not true and event_key in (
    select event_key from ${cell.schema}.usage_adjustment where events > 0 and ${said} and ${time})`;
  const correctable = cell.filters.some(([column]) => !NEVER_CORRECTED.includes(column));
  return session.query<StoredRow>(
    `select ${AUDIT_COLUMNS}
     from (${[page(said), ...(correctable ? [page(broughtIn)] : [])].join(' union all ')}) as usage_event
     ${LATEST_FIRST} limit ${shown}`,
    params.values,
  );
}

function behind({ occurredUs, position }: EventPlace, params: Params): string {
  const at = instantOfMicroseconds(occurredUs, params);
  return `occurred_at <= ${at} and (occurred_at < ${at} or usage_event.position < ${params.add(position, 'bigint')})`;
}

/** Intervals are multiplied as doubles, which hold whole seconds of any year, but not its microseconds. */
function instantOfMicroseconds(us: string, params: Params): string {
  const seconds = params.add(String(BigInt(us) / 1_000_000n), 'bigint');
  const rest = params.add(String(BigInt(us) % 1_000_000n), 'bigint');
  return `(timestamptz 'epoch' + ${seconds} * interval '1 second' + ${rest} * interval '1 microsecond')`;
}

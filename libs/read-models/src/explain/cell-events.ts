import { AUDIT_COLUMNS } from '../query/audit-row.js';
import type { StoredRow } from '../query/audit-row.js';
import { Params } from '../query/params.js';
import { NEVER_CORRECTED } from '../query/subject-columns.js';
import type { SqlSession } from '../sql/sql-store.js';
import { stated, within } from './cell.js';
import type { Cell } from './cell.js';

/** Where a page ended: the next begins with what was used before, or recorded before at the same time. */
export interface EventPlace {
  /** Microseconds since the epoch. */
  readonly occurredUs: string;
  readonly position: string;
}

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
  const table = `${cell.schema}.usage_event`;
  const arms = [`select * from ${table} where first_of_key and ${said} and ${time} and ${rest}`];
  if (cell.filters.some(([column]) => !NEVER_CORRECTED.includes(column))) {
    // LIMIT keeps the planner from reading all events to find the few that were corrected
    arms.push(`select usage_event.* from (
        select distinct event_key from ${cell.schema}.usage_adjustment where events > 0 and ${said} and ${time}
      ) as brought_in cross join lateral (
        select * from ${table} as e where e.first_of_key and e.event_key = brought_in.event_key limit 1
      ) as usage_event where (${said}) is not true and ${rest}`);
  }
  const pages = arms.map((arm) => `(${arm} ${LATEST_FIRST} limit ${shown})`);
  return session.query<StoredRow>(
    `select ${AUDIT_COLUMNS} from (${pages.join(' union all ')}) as usage_event ${LATEST_FIRST} limit ${shown}`,
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

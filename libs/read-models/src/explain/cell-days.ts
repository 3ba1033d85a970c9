import { windowOf } from '@tallystick/domain';
import { AUDIT_COLUMNS } from '../query/audit-row.js';
import type { StoredRow } from '../query/audit-row.js';
import { Params } from '../query/params.js';
import type { SqlSession } from '../sql/sql-store.js';
import { stated, within, YEAR_1_MS, YEAR_9999_END_MS } from './cell.js';
import type { Cell } from './cell.js';

/** Days looked into with one statement. */
const DAYS_A_STATEMENT = 100;

/**
 * The first event that counts of each local day, latest day first: what makes the day an active one. Days are found from
 * event to event, so that a long silence costs nothing.
 * @param beforeMs only days that begin before
 */
export async function firstsOfDays(
  session: SqlSession,
  cell: Cell,
  beforeMs: number | undefined,
  limit: number,
): Promise<readonly StoredRow[]> {
  const firsts: StoredRow[] = [];
  let before = beforeMs;
  while (firsts.length < limit) {
    const lastMs = await lastUse(session, cell, before);
    if (lastMs === null) break;
    const days = daysBack(cell, lastMs, Math.min(DAYS_A_STATEMENT, limit - firsts.length));
    firsts.push(...(await firstsOf(session, cell, days)));
    before = days.at(-1)!.fromMs;
  }
  return firsts;
}

interface Day {
  readonly fromMs: number;
  readonly toMs: number;
}

function daysBack({ tz }: Cell, fromMs: number, count: number): Day[] {
  const days: Day[] = [];
  for (let ms = fromMs; days.length < count && ms >= YEAR_1_MS; ms = days.at(-1)!.fromMs - 1) {
    const day = windowOf('day', ms, tz);
    days.push({ fromMs: Math.max(day.fromMs!, YEAR_1_MS), toMs: Math.min(day.toMs!, YEAR_9999_END_MS) });
  }
  return days;
}

/** Events that count in the cell as they were recorded, and as a correction left them: when, and the key. */
function standing(cell: Cell, time: string, params: Params): readonly [string, string] {
  const { schema } = cell;
  const where = `${stated(cell, params)} and ${within(cell, params)} and ${time}`;
  const upTo = params.add(String(cell.upTo), 'bigint');
  // OFFSET keeps the planner from joining all decisions instead of looking up those of the few events it comes upon
  const decided = (later: string) => `exists (select from ${schema}.usage_adjustment as later
    where later.event_key = used.event_key and later.position <= ${upTo} and ${later} offset 0)`;
  return [
    `select occurred_at, event_key from ${schema}.usage_event as used
     where first_of_key and ${where} and not ${decided('true')}`,
    `select occurred_at, event_key from ${schema}.usage_adjustment as used
     where events > 0 and ${where} and not ${decided('later.position > used.position')}`,
  ];
}

async function lastUse(session: SqlSession, cell: Cell, beforeMs: number | undefined): Promise<number | null> {
  const params = new Params();
  const time = beforeMs === undefined ? 'true' : `occurred_at < ${params.instant(beforeMs)}`;
  const parts = standing(cell, time, params).map((part) => `(${part} order by occurred_at desc limit 1)`);
  const [row] = await session.query<{ last_ms: string | null }>(
    `select floor(extract(epoch from max(occurred_at)) * 1000)::bigint::text as last_ms
     from (${parts.join(' union all ')}) as last`,
    params.values,
  );
  const last = row?.last_ms ?? null;
  return last === null ? null : Number(last);
}

/** Of equally early events the one recorded first. */
async function firstsOf(session: SqlSession, cell: Cell, days: readonly Day[]): Promise<readonly StoredRow[]> {
  const params = new Params();
  const list = (pick: (day: Day) => number) =>
    params.add(`{${days.map((day) => new Date(pick(day)).toISOString()).join(',')}}`, 'timestamptz[]');
  const asked = `unnest(${list((day) => day.fromMs)}, ${list((day) => day.toMs)}) as day (day_start, day_end)`;
  const time = 'occurred_at >= day_start and occurred_at < day_end';
  const parts = standing(cell, time, params).map(
    (part) => `(${part} order by occurred_at fetch first 1 row with ties)`,
  );
  return session.query<StoredRow>(
    `select ${AUDIT_COLUMNS} from ${asked} cross join lateral (
       select e.* from (${parts.join(' union all ')}) as early
       join ${cell.schema}.usage_event as e on e.event_key = early.event_key and e.first_of_key
       order by early.occurred_at, e.position limit 1
     ) as first order by day_start desc`,
    params.values,
  );
}

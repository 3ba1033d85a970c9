import { windowOf } from '@tallystick/domain';
import { instantOfDate } from '../calendar/local-date.js';
import { LocalCalendar } from '../calendar/local-calendar.js';
import { countedParts } from '../query/counted-parts.js';
import { Params } from '../query/params.js';
import type { SqlSession } from '../sql/sql-store.js';
import { GROUP_KINDS, GROUP_SUMS } from './group-book.js';
import type { DayOfGroup, GroupDay, GroupKind } from './group-book.js';

const DAY_MS = 86_400_000;
const SLOT_MS = 900_000;

/** Days since 1970-01-01 of a local date as PostgreSQL writes it. */
export const dayNumber = (date: string): number => Math.floor(instantOfDate(date, 'UTC') / DAY_MS);
/** The local day that holds an instant. */
export const dayNumberAt = (ms: number, zone: string): number => dayNumber(new LocalCalendar(zone).dayOf(ms));
/** Where a day begins and ends in a zone. */
export function dayBounds(day: number, zone: string): { readonly fromMs: number; readonly toMs: number } {
  const date = new Date(day * DAY_MS + DAY_MS / 2);
  const noon = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate(), 12);
  // an instant that lies on that date in the zone: noon there, give or take
  for (const guess of [noon, noon - DAY_MS / 2, noon + DAY_MS / 2]) {
    if (dayNumberAt(guess, zone) !== day) continue;
    const { fromMs, toMs } = windowOf('day', guess, zone);
    return { fromMs: fromMs ?? 0, toMs: toMs ?? 0 };
  }
  // a date that the zone skipped holds nothing
  return { fromMs: noon, toMs: noon };
}

/** All days before `untilDay` with usage, newest first. */
export async function daysWithUsage(session: SqlSession, schema: string, untilDay: number): Promise<number[]> {
  const rows = await session.query<{ date: string }>(
    `select distinct window_start::text as date from ${schema}.board_cell
     where subject_kind = 'sources' and window_kind = 'day'`,
  );
  return rows
    .map(({ date }) => dayNumber(date))
    .filter((day) => day < untilDay)
    .sort((a, b) => b - a);
}

/** Days that events and decisions behind `position` are about, as far as they are over. */
export async function daysTouchedSince(
  session: SqlSession,
  schema: string,
  position: bigint,
  untilMs: number,
  zone: string,
): Promise<number[]> {
  const params = new Params();
  const since = params.add(String(position), 'bigint');
  const until = params.instant(untilMs);
  const parts = countedParts(schema).map(
    ({ table, where }) =>
      `select floor(extract(epoch from occurred_at) * 1000 / ${SLOT_MS})::bigint::text as slot
       from ${table} where ${where} and position > ${since} and occurred_at < ${until}`,
  );
  const rows = await session.query<{ slot: string }>(parts.join(' union '), params.values);
  const calendar = new LocalCalendar(zone);
  const ends = rows.flatMap(({ slot }) => [Number(slot) * SLOT_MS, (Number(slot) + 1) * SLOT_MS - 1]);
  return [...new Set(ends.map((ms) => dayNumber(calendar.dayOf(ms))))];
}

const KEYS = ['actor', 'team', 'model', 'project', 'agent', 'source'] as const;
const COLUMNS = ['input', 'output', 'cache_read', 'cache_write', 'reasoning'] as const;
const AT: Readonly<Record<GroupKind, number>> = { teams: 1, models: 2, projects: 3, agents: 4, sources: 5 };

/**
 * One day, summed by person and all subjects at once: a row each in one text, ten times less to take apart.
 * @param numberOf the number that stands for a pseudonym
 */
export async function groupDay(
  session: SqlSession,
  schema: string,
  bounds: { readonly fromMs: number; readonly toMs: number },
  numberOf: (actor: string) => number,
): Promise<GroupDay> {
  const params = new Params();
  const [from, to] = [params.instant(bounds.fromMs), params.instant(bounds.toMs)];
  const keys = KEYS.map((key) => `coalesce(${key}, '') as ${key}`).join(', ');
  const parts = countedParts(schema).map(
    (part) =>
      `select ${keys}, ${COLUMNS.map((column) => `sum(${column}) as ${column}`).join(', ')}, ${part.events} as events
       from ${part.table} where ${part.where} and occurred_at >= ${from} and occurred_at < ${to}
       group by ${KEYS.map((_, i) => i + 1).join(', ')}`,
  );
  const sums = [...COLUMNS, 'events'].map((column) => `sum(${column})`);
  const [row] = await session.query<{ day: string | null }>(
    `select string_agg(line, E'\\x1e') as day from (
       select ${[...KEYS, ...sums].join(` || E'\\x1f' || `)} as line from (${parts.join(' union all ')}) as parts
       group by ${KEYS.join(', ')} having sum(events) > 0) as lines`,
    params.values,
  );
  return gathered(row?.day ? row.day.split('\u001e') : [], numberOf);
}

interface Gathering {
  readonly people: Set<number>;
  readonly sums: Float64Array;
}
const gathering = (): Gathering => ({ people: new Set(), sums: new Float64Array(GROUP_SUMS.length) });
const done = ({ people, sums }: Gathering): DayOfGroup => ({ people: Uint32Array.from(people), sums });

function gathered(lines: readonly string[], numberOf: (actor: string) => number): GroupDay {
  const everybody = gathering();
  const kinds = new Map(GROUP_KINDS.map((kind) => [kind, new Map<string, Gathering>()] as const));
  for (const line of lines) {
    const fields = line.split('\u001f');
    const person = numberOf(fields[0]!);
    const sums = fields.slice(KEYS.length).map(Number);
    add(everybody, person, sums);
    for (const kind of GROUP_KINDS) {
      const subjects = kinds.get(kind)!;
      const subject = fields[AT[kind]]!;
      let group = subjects.get(subject);
      if (group === undefined) subjects.set(subject, (group = gathering()));
      add(group, person, sums);
    }
  }
  return {
    everybody: done(everybody),
    kinds: new Map([...kinds].map(([kind, of]) => [kind, new Map([...of].map(([s, group]) => [s, done(group)]))])),
  };
}

function add({ people, sums }: Gathering, person: number, more: readonly number[]): void {
  people.add(person);
  for (let i = 0; i < sums.length; i++) sums[i]! += more[i]!;
}

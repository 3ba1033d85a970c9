import { USAGE_RECORDED, type TokenBuckets } from '@tallystick/events';
import type { Metric, Subject, Window } from '@tallystick/read-models';
import type { Told } from './usage-scenario.fixture.js';

/**
 * The numbers once more, counted the plain way from what was told to the ledger: Intl for the calendar, sorting for
 * the ranks, and nothing of the code under test. Positions are those of an empty ledger: 1, 2, 3 ...
 */
export interface Counted extends Told {
  readonly position: number;
  readonly status: 'counted' | 'duplicate' | 'conflict';
}

export function countedOnce(told: readonly Told[]): Counted[] {
  const first = new Map<string, string>();
  return told.map((one, at) => {
    const identity = `${one.usage.source}\n${one.usage.id}`;
    const claim = JSON.stringify([one.usage.occurredAt, one.usage.model, one.usage.team, one.usage.tokens]);
    const known = first.get(identity);
    if (known === undefined) first.set(identity, claim);
    const repeated = one.type === USAGE_RECORDED && known === claim ? 'duplicate' : 'conflict';
    return { ...one, position: at + 1, status: known === undefined ? 'counted' : repeated };
  });
}

const ATTRIBUTE: Record<Subject, (one: Told) => string | null> = {
  actors: ({ actor }) => actor,
  teams: ({ usage }) => usage.team ?? null,
  models: ({ usage }) => usage.model,
  projects: ({ usage }) => usage.project ?? null,
  agents: ({ usage }) => usage.agent ?? null,
  sources: ({ usage }) => usage.source,
};
export const attributeOf = (subject: Subject, one: Told): string | null => ATTRIBUTE[subject](one);

export const totalOf = ({ input, output, cacheRead, cacheWrite, reasoning }: TokenBuckets): bigint =>
  BigInt(input) + BigInt(output) + BigInt(cacheRead) + BigInt(cacheWrite) + BigInt(reasoning);

export interface RecountedRow {
  readonly rank: number;
  readonly subject: string | null;
  readonly value: number | string;
  readonly share: number;
  readonly previousRank: number | null;
}

export function recountBoard(
  all: readonly Counted[],
  { subject, metric, window, at, tz }: { subject: Subject; metric: Metric; window: Window; at: string; tz: string },
): { rows: RecountedRow[]; total: number | string } {
  const day = localTime(Date.parse(at), tz).day;
  const rows = ranked(
    valuesIn(all, subject, metric, tz, (other) => windowKey(window, other) === windowKey(window, day)),
  );
  const before =
    window === 'all'
      ? []
      : ranked(
          valuesIn(
            all,
            subject,
            metric,
            tz,
            (other) => windowKey(window, other) === windowKey(window, dayBefore(window, day)),
          ),
        );
  const previous = new Map(before.map((row) => [row.subject, row.rank]));
  const total = rows.reduce((sum, { value }) => sum + value, 0n);
  return {
    rows: rows.map((row) => ({
      ...row,
      value: sumText(row.value),
      share: total === 0n ? 0 : Number(row.value) / Number(total),
      previousRank: previous.get(row.subject) ?? null,
    })),
    total: sumText(total),
  };
}

function valuesIn(
  all: readonly Counted[],
  subject: Subject,
  metric: Metric,
  tz: string,
  within: (day: string) => boolean,
): Map<string | null, bigint> {
  const values = new Map<string | null, bigint>();
  const days = new Map<string | null, Set<string>>();
  for (const one of all) {
    const { day } = localTime(Date.parse(one.usage.occurredAt), tz);
    if (one.status !== 'counted' || !within(day)) continue;
    const name = attributeOf(subject, one);
    const seen = days.get(name) ?? new Set();
    days.set(name, seen.add(day));
    const { tokens } = one.usage;
    const more =
      metric === 'tokens'
        ? totalOf(tokens)
        : metric === 'events'
          ? 1n
          : metric === 'activeDays'
            ? BigInt(seen.size) - (values.get(name) ?? 0n)
            : BigInt(tokens[metric as keyof TokenBuckets]);
    values.set(name, (values.get(name) ?? 0n) + more);
  }
  return values;
}

function ranked(values: Map<string | null, bigint>): { rank: number; subject: string | null; value: bigint }[] {
  const rows = [...values].map(([subject, value]) => ({ subject, value }));
  rows.sort((one, other) => {
    if (one.value !== other.value) return one.value > other.value ? -1 : 1;
    if (one.subject === null || other.subject === null) return one.subject === null ? 1 : -1;
    return Buffer.compare(Buffer.from(one.subject), Buffer.from(other.subject));
  });
  return rows.map((row) => ({ ...row, rank: 1 + rows.filter(({ value }) => value > row.value).length }));
}

export interface RecountedPoint {
  readonly key: string;
  readonly by: (string | null)[];
  readonly tokens: Record<keyof TokenBuckets, bigint>;
  readonly events: number;
}

export function recountUsage(
  all: readonly Counted[],
  question: {
    fromMs: number;
    toMs: number;
    granularity: 'hour' | 'day' | 'week' | 'month';
    by: readonly Subject[];
    tz: string;
  },
): RecountedPoint[] {
  const points = new Map<string, RecountedPoint>();
  for (const one of all) {
    const ms = Date.parse(one.usage.occurredAt);
    if (one.status !== 'counted' || ms < question.fromMs || ms >= question.toMs) continue;
    const key = granuleKey(question.granularity, ms, question.tz);
    const by = question.by.map((subject) => attributeOf(subject, one));
    const id = JSON.stringify([key, by]);
    const so = points.get(id) ?? {
      key,
      by,
      tokens: { input: 0n, output: 0n, cacheRead: 0n, cacheWrite: 0n, reasoning: 0n },
      events: 0,
    };
    const tokens = { ...so.tokens };
    for (const name of Object.keys(tokens) as (keyof TokenBuckets)[]) tokens[name] += BigInt(one.usage.tokens[name]);
    points.set(id, { ...so, tokens, events: so.events + 1 });
  }
  return [...points.values()];
}

export const granuleKey = (granularity: 'hour' | 'day' | 'week' | 'month', ms: number, tz: string): string => {
  const { day, hour, offset } = localTime(ms, tz);
  return granularity === 'hour' ? `${day}T${hour}${offset}` : windowKey(granularity, day);
};

/** JSON integer up to 2^53-1, decimal string beyond. */
export const sumText = (sum: bigint): number | string => (sum <= 9_007_199_254_740_991n ? Number(sum) : String(sum));

interface LocalTime {
  readonly day: string;
  readonly hour: string;
  readonly offset: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();
/** Intl takes 10 microseconds a time; the same few thousand are asked for again and again. */
const localTimes = new Map<string, LocalTime>();

function localTime(ms: number, tz: string): LocalTime {
  const id = `${ms} ${tz}`;
  const known = localTimes.get(id);
  if (known) return known;
  const parts = Object.fromEntries(
    formatOf(tz)
      .formatToParts(ms)
      .map(({ type, value }) => [type, value]),
  );
  const day = `${parts['year']}-${parts['month']}-${parts['day']}`;
  const local = { day, hour: parts['hour']!, offset: parts['timeZoneName']! };
  localTimes.set(id, local);
  return local;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-CA', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      timeZoneName: 'longOffset',
    });
  formats.set(timeZone, format);
  return format;
}

function windowKey(window: Window, day: string): string {
  const [year, month] = day.split('-');
  switch (window) {
    case 'all':
      return 'all';
    case 'day':
      return day;
    case 'week':
      return mondayOf(day);
    case 'month':
      return `${year}-${month}`;
    case 'quarter':
      return `${year}-q${Math.ceil(Number(month) / 3)}`;
    case 'year':
      return year!;
  }
}

/** A day of the window before. */
function dayBefore(window: Window, day: string): string {
  const [year, month] = day.split('-').map(Number) as [number, number, number];
  switch (window) {
    case 'all':
      return day;
    case 'day':
      return addDays(day, -1);
    case 'week':
      return addDays(day, -7);
    case 'month':
      return addDays(`${day.slice(0, 8)}01`, -1);
    case 'quarter':
      return addDays(`${year}-${String(3 * Math.ceil(month / 3) - 2).padStart(2, '0')}-01`, -1);
    case 'year':
      return `${year - 1}-01-01`;
  }
}

const mondayOf = (day: string): string => addDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));
const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

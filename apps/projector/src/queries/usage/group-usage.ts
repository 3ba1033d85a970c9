import { tokenSum, zonedTime } from '@tallystick/domain';
import {
  dayBounds,
  dayNumberAt,
  GROUP_KINDS,
  type Checkpoint,
  type Granularity,
  type GroupKind,
  type Subject,
  type UsageFilter,
  type UsagePoint,
  type UsageQuery,
} from '@tallystick/read-models';
import { FILTER_NAMES } from '../parameters/subject-names.js';
import { refused, tooSmall, type Groups } from '../privacy/groups.js';
import { rowsOfKind, sumsOf, totalOf } from '../privacy/group-sums.js';

const DAY_MS = 86_400_000;
const EVERYBODY = '';

/** What a series of groups is about: everybody, one kind of subject, or one subject. */
export interface GroupQuestion {
  /** null: everybody together. */
  readonly kind: GroupKind | null;
  /** By subject; else the one of the filter, or everybody. */
  readonly by: boolean;
  /** As rows name it; undefined: all. */
  readonly only: string | undefined;
}

/** One kind of subject at a time: two together would tell of smaller groups than either. @throws Problem forbidden */
export function groupQuestion(by: readonly Subject[], filter: UsageFilter): GroupQuestion {
  const filters = FILTER_NAMES.filter(([name]) => filter[name] !== undefined);
  const kinds = new Set([...by, ...filters.map(([, kind]) => kind)]);
  if (kinds.size > 1) {
    throw refused(by.length > 0 ? 'by' : filters.at(-1)![0], 'groups are shown by one subject at a time');
  }
  const kind = [...kinds][0] ?? null;
  if (kind !== null && !isGroupKind(kind)) throw refused('by', 'people are shown without filters only');
  const [asked] = filters;
  return { kind, by: by.length > 0, only: asked === undefined ? undefined : (filter[asked[0]] ?? '') };
}

const isGroupKind = (kind: Subject): kind is GroupKind => (GROUP_KINDS as readonly Subject[]).includes(kind);

/**
 * A series of groups as everybody below auditor sees it. Granules of which nothing may be told have no points.
 * @throws Problem forbidden, group-too-small
 */
export function groupUsage(
  groups: Groups,
  query: UsageQuery,
  question: GroupQuestion,
): { answer: { points: UsagePoint[]; wholeDaysUntil: string }; at: Checkpoint } {
  const { book } = groups;
  if (query.granularity === 'hour') throw refused('granularity', 'groups are shown by whole days');
  const from = wholeDay('from', query.fromMs, book.zone);
  const to = Math.min(wholeDay('to', query.toMs, book.zone), book.untilDay);
  const granularity = query.granularity;
  assertLargeEnough(groups, question, from, to);
  const points: UsagePoint[] = [];
  for (const granule of granulesIn(book.rows.everybody.days, granularity, from, to)) {
    const start = zonedTime(dayBounds(granule.start, book.zone).fromMs, query.tz);
    for (const [name, subjects] of rowsIn(groups, question, granule.from, granule.to)) {
      const rows = question.kind === null ? [book.rows.everybody] : rowsOfKind(book, question.kind, subjects);
      const sums = sumsOf(rows, granule.from, granule.to);
      if (sums.events === 0n) continue;
      const { input, output, cacheRead, cacheWrite, reasoning } = sums;
      points.push({
        start,
        by: question.by && question.kind !== null ? { [question.kind]: name === '' ? null : name } : {},
        tokens: {
          input: tokenSum(input),
          output: tokenSum(output),
          cacheRead: tokenSum(cacheRead),
          cacheWrite: tokenSum(cacheWrite),
          reasoning: tokenSum(reasoning),
        },
        total: tokenSum(totalOf(sums)),
        events: Number(sums.events),
      });
    }
  }
  return { answer: { points, wholeDaysUntil: new Date(book.untilMs).toISOString() }, at: book.at };
}

function wholeDay(field: 'from' | 'to', ms: number, zone: string): number {
  const day = dayNumberAt(ms, zone);
  if (dayBounds(day, zone).fromMs !== ms) throw refused(field, 'groups are shown by whole days');
  return day;
}

/** A filter that leaves too few people, or all but too few, is refused: the whole range, and then each granule. */
function assertLargeEnough(groups: Groups, { kind, only }: GroupQuestion, from: number, to: number): void {
  if (kind === null || only === undefined || from >= to) return;
  if (groups.rowsIn(kind, from, to)?.has(only) === true) return;
  throw tooSmall(FILTER_NAMES.find(([, board]) => board === kind)?.[0]);
}

function rowsIn(
  groups: Groups,
  { kind, only }: GroupQuestion,
  from: number,
  to: number,
): Iterable<readonly [string, readonly string[]]> {
  if (kind === null) return groups.plan.allows(from, to) ? [[EVERYBODY, []]] : [];
  const rows = [...(groups.rowsIn(kind, from, to) ?? [])];
  return only === undefined ? rows : rows.filter(([name]) => name === only);
}

interface Granule {
  /** Its first day, which may lie before what is asked for. */
  readonly start: number;
  readonly from: number;
  readonly to: number;
}

/** Those with usage, oldest first. */
function granulesIn(
  days: readonly number[],
  granularity: Exclude<Granularity, 'hour'>,
  from: number,
  to: number,
): Granule[] {
  const starts = new Set(days.filter((day) => day >= from && day < to).map((day) => granuleStart(granularity, day)));
  return [...starts].map((start) => ({
    start,
    from: Math.max(start, from),
    to: Math.min(granuleEnd(granularity, start), to),
  }));
}

function granuleStart(granularity: Exclude<Granularity, 'hour'>, day: number): number {
  if (granularity === 'day') return day;
  // 1970-01-01 was a Thursday
  if (granularity === 'week') return day - ((((day + 3) % 7) + 7) % 7);
  return day - new Date(day * DAY_MS).getUTCDate() + 1;
}

function granuleEnd(granularity: Exclude<Granularity, 'hour'>, start: number): number {
  if (granularity === 'day') return start + 1;
  if (granularity === 'week') return start + 7;
  const date = new Date(start * DAY_MS);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) / DAY_MS;
}

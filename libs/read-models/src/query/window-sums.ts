import { windowAt } from '../calendar/window-bounds.js';
import type { WindowBounds } from '../calendar/window-bounds.js';
import type { Metric, Subject } from '../read-models.js';
import type { Params } from './params.js';
import { countedParts } from './counted-parts.js';
import { BOARD_SQL, BUCKET_COLUMNS, COLUMN_OF, METRIC_SQL } from './subject-columns.js';
import { pricesInForce, withCosts } from './usage-cost.js';
import type { PricesAsked } from './usage-cost.js';

/** Where the sums of a window come from. */
export interface SumsQuestion {
  readonly schema: string;
  /** Zone in which cells are kept ready. */
  readonly keptZone: string;
  readonly subject: Subject;
  readonly bounds: WindowBounds;
  /** Sum only up to this position; undefined: all that is folded. */
  readonly upTo: bigint | undefined;
  /** Whether more than half of the ledger lies at or before `upTo`: then it is quicker to take off what came later. */
  readonly recent: boolean;
  /** Whether active days are asked for: they do not add up over parts of days. */
  readonly activeDays: boolean;
  /** Only where costs are asked for. */
  readonly prices?: PricesAsked | undefined;
}

/** Whether the cells answer it as they stand. */
export const areKept = ({ bounds, keptZone, upTo, activeDays }: SumsQuestion): boolean =>
  upTo === undefined && (bounds.tz === keptZone || (bounds.window === 'all' && !activeDays));

/**
 * `board as (...)` for a WITH clause: subject and value of every row, of costs also what they add up from. Kept cells are asked as often as a statement likes,
 * each time by their key; other sums are worked out once.
 */
export const metricBoard = (question: SumsQuestion, metric: Metric, params: Params, name = 'board'): string =>
  `${name} as ${areKept(question) ? 'not materialized' : 'materialized'} (
     select subject, ${BOARD_SQL[metric]} as value${
       metric === 'cost' ? `, cost, priced_tokens, ${METRIC_SQL.tokens} as tokens` : ''
     } from (${windowSums(question, params)}) as sums)`;

/** Picks rows of `board` by name: from kept cells by their key, from other sums by hashing (ANY would try each name). */
export const among = (question: SumsQuestion, names: string): string =>
  areKept(question) ? `subject = any (${names})` : `subject in (select unnest(${names}))`;

/**
 * A SELECT with columns subject ('' = not stated), the five buckets, events, active_days, and with prices cost and
 * priced_tokens: one row a subject that has events in the window.
 */
export function windowSums(question: SumsQuestion, params: Params): string {
  const { bounds, upTo, recent, activeDays, prices } = question;
  if (areKept(question)) return keptCells(question, bounds, params);
  if (!activeDays && prices?.cellsDiffer !== true && (upTo === undefined || recent))
    return adjustedCells(question, params);
  return auditSums(question, params);
}

function keptCells({ schema, subject, prices }: SumsQuestion, bounds: WindowBounds, params: Params): string {
  return `select subject, input, output, cache_read, cache_write, reasoning, events, active_days${prices === undefined ? '' : ', cost, priced_tokens'}
    from ${schema}.board_cell
    where subject_kind = ${params.add(subject, `${schema}.subject_kind`)}
      and window_kind = ${params.add(bounds.window, `${schema}.window_kind`)}
      and window_start = ${params.add(bounds.start, 'date')} and events > 0`;
}

/**
 * The kept window of the same days, made to fit: the audit rows in the strips between its bounds and the asked ones are
 * added or taken off, and so are those after `upTo`. Sums allow that; active days do not.
 */
function adjustedCells(question: SumsQuestion, params: Params): string {
  const { bounds, keptZone, upTo } = question;
  const { fromMs, toMs } = bounds;
  if (fromMs === null || toMs === null) {
    const later = upTo === undefined ? [] : auditParts(question, '-1', afterPosition(upTo, params));
    return summed(question, [keptCells(question, bounds, params), ...later], params);
  }
  const kept = windowAt(bounds.window, fromMs + (toMs - fromMs) / 2, keptZone);
  const parts = [keptCells(question, kept, params)];
  for (const [asked, is, sign] of [
    [fromMs, kept.fromMs ?? fromMs, -1],
    [toMs, kept.toMs ?? toMs, 1],
  ] as const) {
    if (asked === is) continue;
    const strip = between(Math.min(asked, is), Math.max(asked, is), params);
    parts.push(...auditParts(question, String(asked > is ? sign : -sign), strip));
  }
  if (upTo !== undefined) {
    parts.push(...auditParts(question, '-1', `${afterPosition(upTo, params)} and ${between(fromMs, toMs, params)}`));
  }
  return summed(question, parts, params);
}

const between = (fromMs: number, toMs: number, params: Params): string =>
  `occurred_at >= ${params.instant(fromMs)} and occurred_at < ${params.instant(toMs)}`;
const afterPosition = (position: bigint, params: Params): string =>
  `position > ${params.add(String(position), 'bigint')}`;

function auditParts({ schema, subject, prices }: SumsQuestion, sign: string, where: string): string[] {
  const sums = BUCKET_COLUMNS.map((column) => `${sign} * sum(${column})::bigint as ${column}`).join(', ');
  return countedParts(schema).map((part) => {
    const table = prices === undefined || prices.book === null ? part.table : withCosts(part.table);
    return `select coalesce(${COLUMN_OF[subject]}, '') as subject, ${sums}, ${sign} * ${part.events} as events, 0 as active_days
       ${costSums(prices, sign)} from ${table} where ${part.where} and ${where} group by 1`;
  });
}

function costSums(prices: PricesAsked | undefined, sign: string): string {
  if (prices === undefined) return '';
  if (prices.book === null) return ', 0 as cost, 0 as priced_tokens';
  return `, ${sign} * sum(cost) as cost, ${sign} * sum(priced_tokens)::bigint as priced_tokens`;
}

function summed({ schema, prices }: SumsQuestion, parts: readonly string[], params: Params): string {
  const book = prices?.book ?? null;
  const costs = prices === undefined ? '' : ', sum(cost) as cost, sum(priced_tokens)::bigint as priced_tokens';
  return `${book === null ? '' : `with ${pricesInForce(schema, book, params)}`}
   select subject, sum(input)::bigint as input, sum(output)::bigint as output, sum(cache_read)::bigint as cache_read,
     sum(cache_write)::bigint as cache_write, sum(reasoning)::bigint as reasoning, sum(events)::bigint as events, 0 as active_days${costs}
   from (${parts.join(' union all ')}) as parts group by subject having sum(events) > 0`;
}

function auditSums(question: SumsQuestion, params: Params): string {
  const { bounds, upTo, activeDays } = question;
  const conditions = ['true'];
  if (bounds.fromMs !== null) conditions.push(`occurred_at >= ${params.instant(bounds.fromMs)}`);
  if (bounds.toMs !== null) conditions.push(`occurred_at < ${params.instant(bounds.toMs)}`);
  if (upTo !== undefined) conditions.push(`position <= ${params.add(String(upTo), 'bigint')}`);
  const where = conditions.join(' and ');
  return activeDays ? sumsByDay(question, where, params) : summed(question, auditParts(question, '1', where), params);
}

/** A day on which decisions left no event of a subject is no active one. */
function sumsByDay({ schema, subject, bounds }: SumsQuestion, where: string, params: Params): string {
  const day = `date_trunc('day', occurred_at, ${params.add(bounds.tz)})`;
  const sums = BUCKET_COLUMNS.map((column) => `sum(${column})::bigint as ${column}`).join(', ');
  const parts = countedParts(schema).map(
    (part) =>
      `select coalesce(${COLUMN_OF[subject]}, '') as subject, ${day} as day, ${sums}, ${part.events} as events
       from ${part.table} where ${part.where} and ${where} group by 1, 2`,
  );
  return `select subject, ${sums}, sum(events)::bigint as events, count(*)::integer as active_days
    from (select subject, day, ${sums}, sum(events) as events from (${parts.join(' union all ')}) as parts
          group by subject, day having sum(events) > 0) as days
    group by subject`;
}

import type { WindowBounds } from '../calendar/window-bounds.js';
import type { Subject } from '../read-models.js';
import { COLUMN_OF } from './subject-columns.js';

/** Builds a statement and its parameters together, so that numbers and values cannot drift apart. */
export class Params {
  readonly values: (string | number | boolean | null)[] = [];
  add(value: string | number | boolean | null, type = 'text'): string {
    this.values.push(value);
    return type === 'text' ? `$${this.values.length}::text` : `$${this.values.length}::text::${type}`;
  }
  instant(ms: number): string {
    return this.add(new Date(ms).toISOString(), 'timestamptz');
  }
}

/** Where the sums of a window come from. */
export interface SumsQuestion {
  readonly schema: string;
  /** Zone in which cells are kept ready. */
  readonly keptZone: string;
  readonly subject: Subject;
  readonly bounds: WindowBounds;
  /** Sum only up to this position; undefined: all that is folded. */
  readonly upTo: bigint | undefined;
  /** Whether active days are asked for: they do not add up over parts of days. */
  readonly activeDays: boolean;
}

/**
 * A SELECT with columns subject ('' = not stated), the five buckets, events, active_days: one row a subject that has
 * events in the window.
 */
export function windowSums(question: SumsQuestion, params: Params): string {
  const { bounds, keptZone, upTo, activeDays } = question;
  const zoneDoesNotMatter = bounds.window === 'all' && !activeDays;
  if (upTo === undefined && (bounds.tz === keptZone || zoneDoesNotMatter)) return keptCells(question, params);
  return auditSums(question, params);
}

function keptCells({ schema, subject, bounds }: SumsQuestion, params: Params): string {
  return `select subject, input, output, cache_read, cache_write, reasoning, events, active_days
    from ${schema}.board_cell
    where subject_kind = ${params.add(subject, `${schema}.subject_kind`)}
      and window_kind = ${params.add(bounds.window, `${schema}.window_kind`)}
      and window_start = ${params.add(bounds.start, 'date')} and events > 0`;
}

function auditSums(question: SumsQuestion, params: Params): string {
  const { schema, subject, bounds, upTo, activeDays } = question;
  const conditions = ['first_of_key'];
  if (bounds.fromMs !== null) conditions.push(`occurred_at >= ${params.instant(bounds.fromMs)}`);
  if (bounds.toMs !== null) conditions.push(`occurred_at < ${params.instant(bounds.toMs)}`);
  if (upTo !== undefined) conditions.push(`position <= ${params.add(String(upTo), 'bigint')}`);
  const days = activeDays ? `count(distinct date_trunc('day', occurred_at, ${params.add(bounds.tz)}))::integer` : '0';
  return `select coalesce(${COLUMN_OF[subject]}, '') as subject, sum(input)::bigint as input, sum(output)::bigint as output,
      sum(cache_read)::bigint as cache_read, sum(cache_write)::bigint as cache_write,
      sum(reasoning)::bigint as reasoning, count(*) as events, ${days} as active_days
    from ${schema}.usage_event where ${conditions.join(' and ')} group by 1`;
}

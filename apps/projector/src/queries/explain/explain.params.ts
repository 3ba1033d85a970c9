import { ApiPropertyOptional } from '@nestjs/swagger';
import {
  METRICS,
  SUBJECTS,
  WINDOWS,
  type CellTime,
  type ExplainQuery,
  type Metric,
  type Subject,
  type Window,
} from '@tallystick/read-models';
import { IsOptional } from 'class-validator';
import { IsPurpose, PURPOSE_DESCRIPTION } from '../privacy/purpose.params.js';
import { FilterParams, filterOf } from '../parameters/filter.params.js';
import { windowInstant } from '../parameters/instant.js';
import { invalidQuery } from '../parameters/invalid-query.js';
import { IsAttribute, IsCursor, IsDateOrTime, IsLimit, IsOneOf, IsTimeZone } from '../parameters/rules.js';
import { FILTER_NAMES } from '../parameters/subject-names.js';

export const EXPLAIN_LIMIT = { default: 100, max: 1_000 } as const;

/** A cell is named as its board names it (subject, key, window, at) or as its series does (filters, from, to). */
export class ExplainParams extends FilterParams {
  @ApiPropertyOptional({ enum: SUBJECTS, description: "The board; absent: the sum over all of a board's rows" })
  @IsOptional()
  @IsOneOf(SUBJECTS)
  subject?: Subject;

  @ApiPropertyOptional({
    description: "The board's row; absent or empty: the row `null`, of events that state no such attribute",
    example: 'payments',
  })
  @IsOptional()
  @IsAttribute()
  key?: string;

  @ApiPropertyOptional({ enum: METRICS, default: 'tokens' })
  @IsOptional()
  @IsOneOf(METRICS)
  metric?: Metric;

  @ApiPropertyOptional({ enum: WINDOWS, default: 'all', description: '`week` is the ISO week' })
  @IsOptional()
  @IsOneOf(WINDOWS)
  window?: Window;

  @ApiPropertyOptional({
    description: 'A date (in `tz`) or RFC 3339 time inside the window that is asked for; default: now',
    example: '2026-05-20',
  })
  @IsOptional()
  @IsDateOrTime()
  at?: string;

  @ApiPropertyOptional({
    description:
      "Instead of `window` and `at`: inclusive start, of a series' point for example; a date (its start in `tz`) or an RFC 3339 time",
  })
  @IsOptional()
  @IsDateOrTime()
  from?: string;

  @ApiPropertyOptional({ description: 'Exclusive end; needed with `from`' })
  @IsOptional()
  @IsDateOrTime()
  to?: string;

  @ApiPropertyOptional({ description: PURPOSE_DESCRIPTION, example: 'support' })
  @IsOptional()
  @IsPurpose()
  purpose?: string;

  @ApiPropertyOptional({
    description: 'IANA time zone of the window, of days and of dates; default: TALLYSTICK_TZ',
    example: 'Europe/Berlin',
  })
  @IsOptional()
  @IsTimeZone()
  tz?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: EXPLAIN_LIMIT.max, default: EXPLAIN_LIMIT.default })
  @IsOptional()
  @IsLimit(EXPLAIN_LIMIT.max)
  limit?: string;

  @ApiPropertyOptional({
    description:
      '`nextCursor` of the page before; holds for ever: it shows the number as it stood at the ledger position of the first page',
  })
  @IsOptional()
  @IsCursor()
  cursor?: string;
}

/** @throws Problem invalid-query */
export function explainQuery(
  params: ExplainParams,
  defaults: { readonly timeZone: string; readonly nowMs: number },
): Omit<ExplainQuery, 'asOfPosition'> {
  const tz = params.tz ?? defaults.timeZone;
  return {
    filter: filterOf(withKey(params)),
    metric: params.metric ?? 'tokens',
    time: timeOf(params, tz, defaults.nowMs),
    tz,
    limit: Number(params.limit ?? EXPLAIN_LIMIT.default),
    ...(params.cursor === undefined ? {} : { cursor: params.cursor }),
  };
}

/** The board's row is one more filter. */
function withKey(params: ExplainParams): FilterParams {
  const { subject, key } = params;
  if (subject === undefined) {
    if (key !== undefined) throw invalidQuery('key', 'key is a row of the board that subject names: give both');
    return params;
  }
  const [singular, plural] = FILTER_NAMES.find(([, board]) => board === subject)!;
  const again = [singular, plural].find((name) => params[name] !== undefined);
  if (again !== undefined) throw invalidQuery(again, `${again} and key filter the same subject: give one of them`);
  return { ...params, [singular]: key ?? '' };
}

function timeOf(params: ExplainParams, tz: string, nowMs: number): CellTime {
  const { window, at, from, to } = params;
  if (from === undefined && to === undefined) {
    return { window: window ?? 'all', atMs: at === undefined ? nowMs : instant('at', at, tz) };
  }
  if (window !== undefined || at !== undefined) {
    throw invalidQuery('from', 'from and to take the place of window and at: give one or the other');
  }
  if (from === undefined || to === undefined) {
    throw invalidQuery(from === undefined ? 'from' : 'to', 'from and to belong together: give both');
  }
  const [fromMs, toMs] = [instant('from', from, tz), instant('to', to, tz)];
  if (fromMs > toMs) throw invalidQuery('from', 'from must not be after to');
  return { fromMs, toMs };
}

function instant(field: 'at' | 'from' | 'to', text: string, tz: string): number {
  const ms = windowInstant(text, tz);
  if (ms === null) throw invalidQuery(field, `${field} must lie in the years 2 to 9998`);
  return ms;
}

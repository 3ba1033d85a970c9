import { ApiPropertyOptional } from '@nestjs/swagger';
import { GRANULARITIES, type Granularity, type Subject, type UsageQuery } from '@tallystick/read-models';
import { IsOptional } from 'class-validator';
import { IsPurpose, PURPOSE_DESCRIPTION } from '../privacy/purpose.params.js';
import { DateTime } from 'luxon';
import { FilterParams, filterOf } from '../parameters/filter.params.js';
import { windowInstant } from '../parameters/instant.js';
import { invalidQuery } from '../parameters/invalid-query.js';
import { IsDateOrTime, IsOneOf, IsSubjectList, IsTimeZone, subjectList } from '../parameters/rules.js';
import { SUBJECT_NAMES, type SubjectName } from '../parameters/subject-names.js';

/** Without `from`: so many days before `to`. */
export const DEFAULT_USAGE_DAYS = 30;
export const MAX_BY = 2;

export class UsageParams extends FilterParams {
  @ApiPropertyOptional({
    description: `Inclusive; a date (its start in \`tz\`) or an RFC 3339 time. Default: ${DEFAULT_USAGE_DAYS} days before \`to\``,
    example: '2026-05-01',
  })
  @IsOptional()
  @IsDateOrTime()
  from?: string;

  @ApiPropertyOptional({
    description: 'Exclusive; a date (its start in `tz`) or an RFC 3339 time. Default: the end of today in `tz`',
    example: '2026-06-01',
  })
  @IsOptional()
  @IsDateOrTime()
  to?: string;

  @ApiPropertyOptional({
    type: String,
    description: 'Up to two of actor, team, model, project, agent, source (or their plurals), by comma or repeated',
    example: 'team,model',
  })
  @IsOptional()
  @IsSubjectList()
  by?: string | string[];

  @ApiPropertyOptional({ enum: GRANULARITIES, default: 'day', description: '`week` is the ISO week' })
  @IsOptional()
  @IsOneOf(GRANULARITIES)
  granularity?: Granularity;

  @ApiPropertyOptional({ description: PURPOSE_DESCRIPTION, example: 'support' })
  @IsOptional()
  @IsPurpose()
  purpose?: string;

  @ApiPropertyOptional({ description: 'IANA time zone; default: TALLYSTICK_TZ', example: 'Europe/Berlin' })
  @IsOptional()
  @IsTimeZone()
  tz?: string;
}

/** A subject and the name under which the caller asked for it. */
export interface AskedSubject {
  readonly name: SubjectName;
  readonly subject: Subject;
}

export function askedSubjects(by: UsageParams['by']): AskedSubject[] {
  if (by === undefined) return [];
  const asked = (subjectList(by) as SubjectName[]).map((name) => ({ name, subject: SUBJECT_NAMES[name] }));
  if (asked.length > MAX_BY) throw invalidQuery('by', `by takes at most ${MAX_BY} subjects`);
  if (new Set(asked.map(({ subject }) => subject)).size < asked.length) {
    throw invalidQuery('by', 'by names the same subject twice');
  }
  return asked;
}

/** @throws Problem invalid-query */
export function usageQuery(
  params: UsageParams,
  asked: readonly AskedSubject[],
  defaults: { readonly timeZone: string; readonly nowMs: number },
): Omit<UsageQuery, 'asOfPosition'> {
  const tz = params.tz ?? defaults.timeZone;
  const endOfToday = DateTime.fromMillis(defaults.nowMs, { zone: tz }).startOf('day').plus({ days: 1 });
  const toMs = bound('to', params.to, tz) ?? endOfToday.toMillis();
  const thirtyDaysBefore = DateTime.fromMillis(toMs, { zone: tz }).minus({ days: DEFAULT_USAGE_DAYS });
  const fromMs = bound('from', params.from, tz) ?? thirtyDaysBefore.toMillis();
  if (fromMs > toMs) throw invalidQuery('from', 'from must not be after to');
  return {
    fromMs,
    toMs,
    by: asked.map(({ subject }) => subject),
    granularity: params.granularity ?? 'day',
    tz,
    filter: filterOf(params),
  };
}

function bound(field: 'from' | 'to', text: string | undefined, tz: string): number | undefined {
  if (text === undefined) return undefined;
  const ms = windowInstant(text, tz);
  if (ms === null) throw invalidQuery(field, `${field} must lie in the years 2 to 9998`);
  return ms;
}

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { METRICS, SUBJECTS, WINDOWS, type Metric, type Subject, type Window } from '@tallystick/read-models';
import { IsOptional, IsString } from 'class-validator';
import { FilterParams } from '../queries/parameters/filter.params.js';
import { parseInstant } from '../queries/parameters/instant.js';
import { invalidQuery } from '../queries/parameters/invalid-query.js';
import { IsDateOrTime, IsOneOf, IsTimeZone } from '../queries/parameters/rules.js';
import { FILTER_NAMES } from '../queries/parameters/subject-names.js';
import { IsPurpose, PURPOSE_DESCRIPTION } from '../queries/privacy/purpose.params.js';
import { FORMATS, type Format } from './formats.js';

export const TABLES = ['usage', 'corrections', 'boards', 'prices', 'focus'] as const;
export type TableName = (typeof TABLES)[number];

export class ExportPath {
  // any text: what is no table is not found
  @ApiProperty({ enum: TABLES })
  @IsString()
  table!: string;
}

/** Of all tables; each says which of them it takes. */
export class ExportParams extends FilterParams {
  @ApiPropertyOptional({ enum: FORMATS, default: 'csv' })
  @IsOptional()
  @IsOneOf(FORMATS)
  format?: Format;

  @ApiPropertyOptional({
    description:
      '`usage`, `focus`: used, `corrections`: recorded at or after: a date (its start in `tz`) or an RFC 3339 time',
  })
  @IsOptional()
  @IsDateOrTime()
  from?: string;

  @ApiPropertyOptional({ description: 'Exclusive end' })
  @IsOptional()
  @IsDateOrTime()
  to?: string;

  @ApiPropertyOptional({ description: 'IANA time zone of dates and windows; default: TALLYSTICK_TZ' })
  @IsOptional()
  @IsTimeZone()
  tz?: string;

  @ApiPropertyOptional({ enum: SUBJECTS, default: 'actors', description: '`boards` only' })
  @IsOptional()
  @IsOneOf(SUBJECTS)
  subject?: Subject;

  @ApiPropertyOptional({ enum: METRICS, default: 'tokens', description: '`boards` only' })
  @IsOptional()
  @IsOneOf(METRICS)
  metric?: Metric;

  @ApiPropertyOptional({ enum: WINDOWS, default: 'all', description: '`boards` only' })
  @IsOptional()
  @IsOneOf(WINDOWS)
  window?: Window;

  @ApiPropertyOptional({ description: '`boards` only: a date or time inside the window; default: now' })
  @IsOptional()
  @IsDateOrTime()
  at?: string;

  @ApiPropertyOptional({ description: PURPOSE_DESCRIPTION })
  @IsOptional()
  @IsPurpose()
  purpose?: string;
}

export const FILTER_PARAMS = [...FILTER_NAMES.flat(), 'purpose'] as const;
const COMMON: readonly string[] = ['format', 'tz', 'atLeast', 'asOf', 'asOfPosition'];

/** @throws Problem invalid-query for a parameter that is of no use to the table */
export function refuseOthers(table: string, takes: readonly string[], params: ExportParams): void {
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined || COMMON.includes(name) || takes.includes(name)) continue;
    throw invalidQuery(name, `the table ${table} has no parameter ${name}`);
  }
}

/** @throws Problem invalid-query */
export function timesOf({ from, to }: ExportParams, tz: string): { fromMs?: number; toMs?: number } {
  // The rules let only readable instants through.
  const fromMs = from === undefined ? undefined : parseInstant(from, tz)!;
  const toMs = to === undefined ? undefined : parseInstant(to, tz)!;
  if (fromMs !== undefined && toMs !== undefined && fromMs > toMs) {
    throw invalidQuery('from', 'from must not be after to');
  }
  return { ...(fromMs === undefined ? {} : { fromMs }), ...(toMs === undefined ? {} : { toMs }) };
}

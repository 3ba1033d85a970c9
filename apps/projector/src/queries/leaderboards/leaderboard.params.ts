import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  METRICS,
  SUBJECTS,
  WINDOWS,
  type LeaderboardQuery,
  type Metric,
  type Subject,
  type Window,
} from '@tallystick/read-models';
import { IsOptional } from 'class-validator';
import { windowInstant } from '../parameters/instant.js';
import { invalidQuery } from '../parameters/invalid-query.js';
import { IsCursor, IsDateOrTime, IsLimit, IsOneOf, IsTimeZone } from '../parameters/rules.js';
import { StandpointParams } from '../parameters/standpoint.params.js';

export const BOARD_LIMIT = { default: 100, max: 1_000 } as const;

export class LeaderboardPath {
  @ApiProperty({ enum: SUBJECTS })
  @IsOneOf(SUBJECTS)
  subject!: Subject;
}

export class LeaderboardParams extends StandpointParams {
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
    description: 'IANA time zone of the window; default: TALLYSTICK_TZ',
    example: 'Europe/Berlin',
  })
  @IsOptional()
  @IsTimeZone()
  tz?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: BOARD_LIMIT.max, default: BOARD_LIMIT.default })
  @IsOptional()
  @IsLimit(BOARD_LIMIT.max)
  limit?: string;

  @ApiPropertyOptional({ description: '`nextCursor` of the page before; holds for 60 s' })
  @IsOptional()
  @IsCursor()
  cursor?: string;
}

/** @throws Problem invalid-query */
export function leaderboardQuery(
  subject: Subject,
  params: LeaderboardParams,
  defaults: { readonly timeZone: string; readonly nowMs: number },
): Omit<LeaderboardQuery, 'asOfPosition'> {
  const tz = params.tz ?? defaults.timeZone;
  const atMs = params.at === undefined ? defaults.nowMs : windowInstant(params.at, tz);
  if (atMs === null) throw invalidQuery('at', 'at must lie in the years 2 to 9998');
  return {
    subject,
    metric: params.metric ?? 'tokens',
    window: params.window ?? 'all',
    atMs,
    tz,
    limit: Number(params.limit ?? BOARD_LIMIT.default),
    ...(params.cursor === undefined ? {} : { cursor: params.cursor }),
  };
}

import { ApiPropertyOptional } from '@nestjs/swagger';
import type { EventsQuery } from '@tallystick/read-models';
import { IsOptional } from 'class-validator';
import { IsPurpose, PURPOSE_DESCRIPTION } from '../privacy/purpose.params.js';
import { FilterParams, filterOf } from '../parameters/filter.params.js';
import { parseInstant } from '../parameters/instant.js';
import { invalidQuery } from '../parameters/invalid-query.js';
import { IsCursor, IsDateOrTime, IsLimit, IsTimeZone } from '../parameters/rules.js';

export const EVENTS_LIMIT = { default: 100, max: 1_000 } as const;

export class EventsParams extends FilterParams {
  @ApiPropertyOptional({
    description: 'Used at or after: a date (its start in `tz`) or an RFC 3339 time. Default: no bound',
  })
  @IsOptional()
  @IsDateOrTime()
  from?: string;

  @ApiPropertyOptional({ description: 'Used before (exclusive): a date or an RFC 3339 time. Default: no bound' })
  @IsOptional()
  @IsDateOrTime()
  to?: string;

  @ApiPropertyOptional({ description: 'IANA time zone of dates in `from`, `to` and `asOf`; default: TALLYSTICK_TZ' })
  @IsOptional()
  @IsTimeZone()
  tz?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: EVENTS_LIMIT.max, default: EVENTS_LIMIT.default })
  @IsOptional()
  @IsLimit(EVENTS_LIMIT.max)
  limit?: string;

  @ApiPropertyOptional({ description: PURPOSE_DESCRIPTION, example: 'support' })
  @IsOptional()
  @IsPurpose()
  purpose?: string;

  @ApiPropertyOptional({ description: '`nextCursor` of the page before; holds for ever' })
  @IsOptional()
  @IsCursor()
  cursor?: string;
}

/** @throws Problem invalid-query */
export function eventsQuery(params: EventsParams, defaultTimeZone: string): Omit<EventsQuery, 'asOfPosition'> {
  const tz = params.tz ?? defaultTimeZone;
  // The rule above let only readable instants through.
  const fromMs = params.from === undefined ? undefined : parseInstant(params.from, tz)!;
  const toMs = params.to === undefined ? undefined : parseInstant(params.to, tz)!;
  if (fromMs !== undefined && toMs !== undefined && fromMs > toMs) {
    throw invalidQuery('from', 'from must not be after to');
  }
  return {
    filter: filterOf(params),
    ...(fromMs === undefined ? {} : { fromMs }),
    ...(toMs === undefined ? {} : { toMs }),
    limit: Number(params.limit ?? EVENTS_LIMIT.default),
    ...(params.cursor === undefined ? {} : { cursor: params.cursor }),
  };
}

import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { DateTime } from 'luxon';
import { IsAttribute, rule, texts } from '../parameters/rules.js';
import { AtLeastParams } from '../parameters/standpoint.params.js';

const DAY_MS = 86_400_000;
/** The line that companies set: so many of a hundred people use it in a week. */
export const DEFAULT_TARGET_PERCENT = 80;

const IsWeek = rule(
  'isWeek',
  'an ISO week that the calendar has, such as 2026-W21',
  texts((text) => weekStart(text) !== null),
);
const IsPercent = rule(
  'isPercent',
  'an integer from 1 to 100',
  texts((text) => /^[1-9]\d{0,2}$/.test(text) && Number(text) <= 100),
);

export class AdoptionParams extends AtLeastParams {
  @ApiPropertyOptional({ description: 'ISO week. Default: the last one that is over', example: '2026-W21' })
  @IsOptional()
  @IsWeek()
  week?: string;

  @ApiPropertyOptional({ description: 'Only this team; empty: usage that states none' })
  @IsOptional()
  @IsAttribute()
  team?: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 100,
    default: DEFAULT_TARGET_PERCENT,
    description: 'The target line, in percent',
  })
  @IsOptional()
  @IsPercent()
  target?: string;
}

/** The first day of an ISO week, in days since 1970-01-01; null where the calendar has no such week. */
export function weekStart(week: string): number | null {
  const [, year, number] = /^(\d{4})-W(\d{2})$/.exec(week) ?? [];
  if (year === undefined || Number(year) < 2 || Number(year) > 9998) return null;
  const monday = DateTime.fromObject(
    { weekYear: Number(year), weekNumber: Number(number), weekday: 1 },
    { zone: 'utc' },
  );
  return monday.isValid ? Math.floor(monday.toMillis() / DAY_MS) : null;
}

export const weekName = (start: number): string =>
  DateTime.fromMillis(start * DAY_MS, { zone: 'utc' }).toFormat("kkkk-'W'WW");
export const dateName = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

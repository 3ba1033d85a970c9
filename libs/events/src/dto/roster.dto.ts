import 'reflect-metadata';
import { IsInt, Max, Min } from 'class-validator';
import { MAX_ROSTER_SIZE } from '../ledger-events/roster-declared.js';
import { MAX_ATTRIBUTE } from '../usage-event/field-rules.js';
import { IsCalendarDate, IsPresent, IsText } from './field-decorators.js';

/** How many people a team has from a day on. */
export class RosterDto {
  @IsPresent() @IsText(MAX_ATTRIBUTE) team?: unknown;
  @IsPresent() @IsCalendarDate() from?: unknown;
  @IsPresent() @IsInt() @Min(0) @Max(MAX_ROSTER_SIZE) size?: unknown;
}

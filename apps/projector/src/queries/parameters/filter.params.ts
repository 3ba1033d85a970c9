import type { UsageFilter } from '@tallystick/read-models';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { invalidQuery } from './invalid-query.js';
import { IsAttribute } from './rules.js';
import { StandpointParams } from './standpoint.params.js';
import { FILTER_NAMES } from './subject-names.js';

const Filter =
  (description: string): PropertyDecorator =>
  (target, property) => {
    ApiPropertyOptional({ description })(target, property);
    IsOptional()(target, property);
    IsAttribute()(target, property);
  };
const exactly = (what: string) => `Only events of exactly this ${what}; empty: events without one`;
const alias = (name: string) => `The same as \`${name}\``;

/** Exact-match filters, each by its singular name or the board's plural. */
export class FilterParams extends StandpointParams {
  @Filter(exactly('actor (pseudonym)')) actor?: string;
  @Filter(alias('actor')) actors?: string;
  @Filter(exactly('team')) team?: string;
  @Filter(alias('team')) teams?: string;
  @Filter(exactly('model')) model?: string;
  @Filter(alias('model')) models?: string;
  @Filter(exactly('project')) project?: string;
  @Filter(alias('project')) projects?: string;
  @Filter(exactly('agent')) agent?: string;
  @Filter(alias('agent')) agents?: string;
  @Filter(exactly('source')) source?: string;
  @Filter(alias('source')) sources?: string;
}

/** @throws Problem invalid-query when one subject is filtered under both of its names */
export function filterOf(params: FilterParams): UsageFilter {
  const given = FILTER_NAMES.flatMap(([singular, plural]) => {
    if (params[singular] !== undefined && params[plural] !== undefined) {
      throw invalidQuery(plural, `${plural} and ${singular} are the same filter: give one of them`);
    }
    const value = params[singular] ?? params[plural];
    if (value === undefined) return [];
    return [[singular, value === '' && LACKABLE.has(singular) ? null : value] as const];
  });
  return Object.fromEntries(given);
}

/** Attributes that an event may lack. No event lacks the others, and none has an empty one: nothing matches. */
const LACKABLE: ReadonlySet<string> = new Set(['team', 'project', 'agent']);

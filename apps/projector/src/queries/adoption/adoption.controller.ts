import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, CurrentCaller, type Caller } from '@tallystick/platform';
import {
  ApiAnswer,
  ApiQueryProblems,
  asOfExample,
  asOfSchema,
  integer,
  listOf,
  object,
  text,
  textOrNull,
} from '../openapi/schemas.js';
import { policyExample, policySchema } from '../privacy/policy.openapi.js';
import { AdoptionParams } from './adoption.params.js';
import { AskAdoption, type AdoptionReply } from './adoption.query.js';

const share = {
  type: 'number',
  minimum: 0,
  nullable: true,
  description: 'active / size; null without a roster',
} as const;
const schema = object({
  week: text('ISO week'),
  from: text('First day'),
  to: text('Last day'),
  tz: text('TALLYSTICK_TZ'),
  target: { type: 'number', description: 'The target line, 0-1' },
  teams: listOf(
    object({
      team: textOrNull('`(small teams)`: those with too few people together; null: usage that states no team'),
      active: integer('People who used tokens on at least one day'),
      size: { ...integer("People by the roster in force on the week's last day"), nullable: true },
      share,
      reached: { type: 'boolean', nullable: true, description: 'Whether the share is at the target or above' },
      daysUsed: { ...listOf(integer()), description: 'People who used tokens on one day, on two, up to seven' },
    }),
  ),
  wholeDaysUntil: text('Start of today: what was used since does not count yet'),
  policy: policySchema,
  asOf: asOfSchema,
});

const example = {
  week: '2026-W21',
  from: '2026-05-18',
  to: '2026-05-24',
  tz: 'Europe/Berlin',
  target: 0.8,
  teams: [{ team: 'payments', active: 24, size: 30, share: 0.8, reached: true, daysUsed: [2, 3, 4, 6, 8, 1, 0] }],
  wholeDaysUntil: '2026-05-25T22:00:00.000Z',
  policy: policyExample,
  asOf: asOfExample,
};

@ApiTags('adoption')
@Controller('v1/adoption')
export class AdoptionController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Allow('member', 'team-lead', 'auditor', 'admin')
  @ApiOperation({ summary: 'How many of each team used tokens in an ISO week, against its roster and a target' })
  @ApiAnswer(schema, example)
  @ApiQueryProblems()
  adoption(@Query() params: AdoptionParams, @CurrentCaller() caller: Caller): Promise<AdoptionReply> {
    return this.queries.execute(new AskAdoption(params, caller));
  }
}

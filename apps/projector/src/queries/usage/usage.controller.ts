import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, CurrentCaller, type Caller } from '@tallystick/platform';
import { ApiAnswer, ApiQueryProblems } from '../openapi/schemas.js';
import { usageExample, usageSchema } from './usage.openapi.js';
import { UsageParams } from './usage.params.js';
import { AskUsage, type UsageReply } from './usage.query.js';

@ApiTags('usage')
@Controller('v1/usage')
export class UsageController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Allow('member', 'team-lead', 'auditor', 'admin')
  @ApiOperation({ summary: 'Tokens over time, whole or by up to two subjects' })
  @ApiAnswer(usageSchema, usageExample)
  @ApiQueryProblems()
  usage(@Query() params: UsageParams, @CurrentCaller() caller: Caller): Promise<UsageReply> {
    return this.queries.execute(new AskUsage(params, caller));
  }
}

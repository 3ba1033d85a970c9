import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, CurrentCaller, type Caller } from '@tallystick/platform';
import { ApiAnswer, ApiQueryProblems } from '../openapi/schemas.js';
import { explainExample, explainSchema } from './explain.openapi.js';
import { ExplainParams } from './explain.params.js';
import { AskExplain, type ExplainReply } from './explain.query.js';

@ApiTags('audit')
@Controller('v1/explain')
export class ExplainController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Allow('member', 'team-lead', 'auditor', 'admin')
  @ApiOperation({
    summary: 'What stands behind one number: events whose contributions add up to it exactly',
    description:
      "Name a board's row by `subject`, `key`, `window` and `at`, or a point of a series by filters, `from` and `to`. " +
      'The events are those that count there, latest use first, and, with a contribution of 0, those that a correction ' +
      'took out. `activeDays` is explained by the first event that counts of each local day of `tz`: each contributes 1.',
  })
  @ApiAnswer(explainSchema, explainExample)
  @ApiQueryProblems()
  explain(@Query() params: ExplainParams, @CurrentCaller() caller: Caller): Promise<ExplainReply> {
    return this.queries.execute(new AskExplain(params, caller));
  }
}

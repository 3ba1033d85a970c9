import { Controller, Get, Header, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, CurrentCaller, type Caller } from '@tallystick/platform';
import { ApiAnswer, ApiQueryProblems } from '../openapi/schemas.js';
import { AtLeastParams } from '../parameters/standpoint.params.js';
import { AskMe, type MeReply } from './me.query.js';
import { meExample, meSchema, viewsExample, viewsSchema } from './me.openapi.js';
import { MyViewsParams } from './my-views.params.js';
import { AskMyViews, type MyViewsReply } from './my-views.query.js';

@ApiTags('me')
@Controller('v1/me')
export class MeController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Allow('member', 'team-lead', 'auditor', 'identity-officer', 'admin')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: "The caller's own numbers, in every window that holds today" })
  @ApiAnswer(meSchema, meExample)
  @ApiQueryProblems()
  me(@Query() params: AtLeastParams, @CurrentCaller() caller: Caller): Promise<MeReply> {
    return this.queries.execute(new AskMe(params, caller));
  }

  @Get('views')
  @Allow('member', 'team-lead', 'auditor', 'identity-officer', 'admin')
  @ApiOperation({
    summary: 'Who looked at the caller, at what and what for, newest first',
    description: 'Each view is a leaf of the log: `GET /v1/log/proof?leafIndex=` of the ledger service proves it.',
  })
  @ApiAnswer(viewsSchema, viewsExample)
  @ApiQueryProblems()
  views(@Query() params: MyViewsParams, @CurrentCaller() caller: Caller): Promise<MyViewsReply> {
    return this.queries.execute(new AskMyViews(params, caller));
  }
}

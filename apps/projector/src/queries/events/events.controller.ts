import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, CurrentCaller, type Caller } from '@tallystick/platform';
import { ApiAnswer, ApiQueryProblems } from '../openapi/schemas.js';
import { eventsExample, eventsSchema } from './events.openapi.js';
import { EventsParams } from './events.params.js';
import { AskEvents, type EventsReply } from './events.query.js';

@ApiTags('audit')
@Controller('v1/events')
export class EventsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Allow('member', 'team-lead', 'auditor', 'admin')
  @ApiOperation({ summary: 'The audit trail: every usage event with its place in the ledger, newest first' })
  @ApiAnswer(eventsSchema, eventsExample)
  @ApiQueryProblems()
  events(@Query() params: EventsParams, @CurrentCaller() caller: Caller): Promise<EventsReply> {
    return this.queries.execute(new AskEvents(params, caller));
  }
}

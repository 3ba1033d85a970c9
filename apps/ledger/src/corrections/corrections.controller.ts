import { Body, Controller, Post, Req } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { readCorrectionRequest, readVoidRequest, type RequestReading, type VoidRequest } from '@tallystick/events/dto';
import { Allow, CurrentCaller, maySpeakFor, Problem, type Caller } from '@tallystick/platform';
import type { FastifyRequest } from 'fastify';
import { IntakeStart } from '../composition/intake-start.js';
import { answerOf, contextOf, type PositionAnswer } from '../decisions/decision-http.js';
import { DecisionMetrics } from '../decisions/decision-metrics.js';
import { jsonObject, problemOf } from '../decisions/json-body.js';
import { CorrectUsage } from './correct-usage.command.js';
import { ApiCorrects, ApiVoids } from './corrections.openapi.js';
import { VoidUsage } from './void-usage.command.js';

/** Decisions about usage events that stand in the ledger. Publishers decide about their own sources, admins about all. */
@Controller('v1')
export class CorrectionsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly start: IntakeStart,
    private readonly metrics: DecisionMetrics,
  ) {}

  @Post('corrections')
  @Allow('publisher', 'admin')
  @ApiCorrects()
  async correct(
    @Req() request: FastifyRequest,
    @Body() body: Buffer | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<PositionAnswer> {
    const taken = await this.metrics.watch('correction', async () => {
      const wanted = wantedIn(request, body, caller, readCorrectionRequest);
      const context = contextOf(request, caller);
      await this.start.assertStarted();
      return this.commands.execute(new CorrectUsage(wanted, context));
    });
    return answerOf(taken);
  }

  @Post('voids')
  @Allow('publisher', 'admin')
  @ApiVoids()
  async void(
    @Req() request: FastifyRequest,
    @Body() body: Buffer | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<PositionAnswer> {
    const taken = await this.metrics.watch('void', async () => {
      const wanted = wantedIn(request, body, caller, readVoidRequest);
      const context = contextOf(request, caller);
      await this.start.assertStarted();
      return this.commands.execute(new VoidUsage(wanted, context));
    });
    return answerOf(taken);
  }
}

/** @throws Problem what is wrong with the body, or forbidden */
function wantedIn<Wanted extends VoidRequest>(
  request: FastifyRequest,
  body: Buffer | undefined,
  caller: Caller,
  read: (body: Record<string, unknown>) => RequestReading<Wanted>,
): Wanted {
  const reading = read(jsonObject(request.headers['content-type'], body));
  if (!reading.ok) throw problemOf(reading.fault);
  const { source } = reading.request;
  if (!caller.roles.has('admin') && !maySpeakFor(caller, source)) {
    throw new Problem('forbidden', 'this API key may not speak for this source', { field: 'source' });
  }
  return reading.request;
}

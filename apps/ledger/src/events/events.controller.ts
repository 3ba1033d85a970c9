import { Body, Controller, Inject, Post, Req, Res } from '@nestjs/common';
import { decodeHttpBody } from '@tallystick/events';
import { Allow, CurrentCaller, Problem, type Caller } from '@tallystick/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { IntakeStart } from '../composition/intake-start.js';
import { HttpIntake, type UsageIntake } from '../intake/index.js';
import { IntakeMetrics } from '../metrics/intake-metrics.js';
import { ApiTakesEvents } from './events.openapi.js';
import { takeUsage } from './take-usage.js';

const NOTHING = Buffer.alloc(0);

/**
 * Usage over HTTP. Straight to the intake, without the command bus: there is no decision to carry from one place to
 * another here, the lane decides, and this is the hot path.
 */
@Controller('v1/events')
export class EventsController {
  constructor(
    @Inject(HttpIntake) private readonly intake: UsageIntake,
    private readonly start: IntakeStart,
    private readonly metrics: IntakeMetrics,
  ) {}

  @Post()
  @Allow('publisher')
  @ApiTakesEvents()
  async take(
    @Req() request: FastifyRequest,
    @Body() body: Buffer = NOTHING,
    @CurrentCaller() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const arrivedAtMs = Date.now();
    const decoded = decodeHttpBody(request.headers, body);
    if (!decoded.ok) throw new Problem(decoded.code, decoded.detail);
    await this.start.assertStarted();
    const brought = { candidates: decoded.candidates, bodyBytes: body.length, arrivedAtMs };
    const results = await takeUsage(brought, caller, this.intake, this.metrics);
    void reply.status(200).header('content-type', 'application/json; charset=utf-8').send(JSON.stringify({ results }));
  }
}

import { Body, Controller, Put, Req } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { NamingChoice } from '@tallystick/domain';
import { readNamingRequest } from '@tallystick/events/dto';
import { Allow, CurrentCaller, Problem, type Caller } from '@tallystick/platform';
import type { FastifyRequest } from 'fastify';
import { DecisionMetrics } from '../decisions/decision-metrics.js';
import { jsonObject, problemOf } from '../decisions/json-body.js';
import { ChooseNaming } from './choose-naming.command.js';
import { ApiChoosesNaming } from './naming.openapi.js';

/** Whether boards may show a person's name: decided by that person, about nobody else. */
@Controller('v1/me/naming')
export class NamingController {
  constructor(
    private readonly commands: CommandBus,
    private readonly metrics: DecisionMetrics,
  ) {}

  @Put()
  @Allow('member', 'team-lead', 'auditor', 'identity-officer', 'admin')
  @ApiChoosesNaming()
  async choose(
    @Req() request: FastifyRequest,
    @Body() body: Buffer | undefined,
    @CurrentCaller() { subject }: Caller,
  ): Promise<NamingChoice> {
    const { named, position } = await this.metrics.watch('naming', async () => {
      const reading = readNamingRequest(jsonObject(request.headers['content-type'], body));
      if (!reading.ok) throw problemOf(reading.fault);
      if (subject === null) throw new Problem('forbidden', 'nobody stands behind the caller, so nobody can be named');
      return this.commands.execute(new ChooseNaming(subject, reading.request.named));
    });
    return { named, position };
  }
}

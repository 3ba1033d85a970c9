import { Controller, Get, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AllowEveryone } from '../auth/allow.js';
import { ReadinessChecks } from './readiness.js';

@ApiTags('operation')
@Controller('health')
export class HealthController {
  constructor(private readonly checks: ReadinessChecks) {}

  @Get('live')
  @AllowEveryone()
  @ApiOperation({ summary: 'The process answers' })
  @ApiResponse({ status: 200, schema: { example: { status: 'live' } } })
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  @Get('ready')
  @AllowEveryone()
  @ApiOperation({
    summary: 'The service can do its work; else the reasons why not',
    description: '`remarks`, where there are any, tell what it does without meanwhile.',
  })
  @ApiResponse({ status: 200, schema: { example: { status: 'ready', reasons: [] } } })
  @ApiResponse({
    status: 503,
    schema: { example: { status: 'not-ready', reasons: [{ check: 'ledger', reason: 'the disk is full' }] } },
  })
  async ready(@Res() reply: FastifyReply): Promise<void> {
    const { ready, reasons, remarks } = await this.checks.run();
    const told = { status: ready ? 'ready' : 'not-ready', reasons, ...(remarks.length === 0 ? {} : { remarks }) };
    void reply.status(ready ? 200 : 503).send(told);
  }
}

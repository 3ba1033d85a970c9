import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, ReadinessChecks, SETTINGS, type Settings } from '@tallystick/platform';
import { Registry } from 'prom-client';
import { PARTS } from '../composition/ledger-life.js';
import type { LedgerParts } from '../composition/ledger-parts.js';
import { LEDGER_SERVICE } from '../service.js';
import { systemReport, type SystemReport } from './system-report.js';
import { systemExample } from './system.openapi.js';

@ApiTags('operation')
@Controller('v1/system')
export class SystemController {
  private readonly startedAt = new Date();

  constructor(
    @Inject(PARTS) private readonly parts: LedgerParts,
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly registry: Registry,
    private readonly readiness: ReadinessChecks,
  ) {}

  @Get()
  @Allow('auditor', 'admin')
  @ApiOperation({ summary: 'How this process stands: intake since its start, the log, its witnesses' })
  @ApiOkResponse({ content: { 'application/json': { schema: { type: 'object' }, example: systemExample } } })
  async system(): Promise<SystemReport> {
    const { version } = LEDGER_SERVICE;
    const { settings, registry, startedAt } = this;
    return systemReport({ version, settings, registry, startedAt, log: this.parts.log }, await this.readiness.run());
  }
}

import { Controller, Get } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '@tallystick/platform';
import { ApiAnswer, asOfExample, asOfSchema, object, text, textOrNull } from '../queries/openapi/schemas.js';
import { PROJECTION_STATE_KINDS } from '../projection/projection-state.js';
import { AskSystem, type SystemReply } from './system.query.js';

const schema = object({
  service: object({
    version: text(),
    startedAt: text(),
    readModels: { type: 'string', enum: ['embedded', 'postgres'] },
    timeZone: text('In which windows are kept ready'),
  }),
  projection: object({
    state: { type: 'string', enum: [...PROJECTION_STATE_KINDS] },
    sentence: text('The state in words, with the reason where there is one'),
    position: text('Ledger position up to which the tables are folded'),
    ledgerPosition: textOrNull('End of the ledger; null while it does not answer'),
  }),
  asOf: { ...asOfSchema, nullable: true, description: 'null while no numbers can be shown; `projection` says why' },
});

const example = {
  service: { version: '0.1.0', startedAt: '2026-05-20T06:00:00.000Z', readModels: 'embedded', timeZone: 'UTC' },
  projection: {
    state: 'live',
    sentence: 'everything in the ledger is folded',
    position: '1042',
    ledgerPosition: '1042',
  },
  asOf: asOfExample,
};

@ApiTags('operation')
@Controller('v1/system')
export class SystemController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Allow('auditor', 'admin')
  @ApiOperation({
    summary: 'How the projection stands; it answers also while no numbers can be shown',
    description: 'The ledger service answers for itself at `/v1/system/ledger`.',
  })
  @ApiAnswer(schema, example)
  system(): Promise<SystemReply> {
    return this.queries.execute(new AskSystem());
  }
}
